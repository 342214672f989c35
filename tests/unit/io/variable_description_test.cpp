// Units that other tools read, words for people, and where errors stand.
#include "io/variable_description.hpp"

#include <gtest/gtest.h>

namespace regimes {
namespace {

std::string text(const io::Attributes& attributes, const char* name) {
  return attributes.count(name) == 0 ? "none" : std::get<std::string>(attributes.at(name));
}

TEST(UnitAttributes, KeepWhatUdunitsKnows) {
  for (const char* unit : {"1", "s", "byte"}) {
    const io::Attributes attributes = io::unit_attributes(unit);
    EXPECT_EQ(text(attributes, "units"), unit);
    EXPECT_EQ(text(attributes, "unit_description"), "none");
    EXPECT_EQ(io::unit_text(attributes), unit);
  }
}

TEST(UnitAttributes, PutWordsAside) {
  for (const char* unit : {"nat", "nat^2", "units of the data", "replica"}) {
    const io::Attributes attributes = io::unit_attributes(unit);
    EXPECT_EQ(text(attributes, "units"), "1");
    EXPECT_EQ(text(attributes, "unit_description"), unit);
    EXPECT_EQ(io::unit_text(attributes), unit);
  }
}

TEST(UnitText, ReadsFilesThatHaveWordsForUnits) {
  EXPECT_EQ(io::unit_text({{"units", std::string("nat")}}), "nat");
  EXPECT_EQ(io::unit_text({{"units", std::int64_t{1}}}), "");
  EXPECT_EQ(io::unit_text({}), "");
}

TEST(ErrorsOf, AreThoseOfTheVariableBeside) {
  io::Group group;
  group.dimensions = {{"points", 2}};
  group.variables = {{"x", {"points"}, std::vector<double>{1, 2}, {}},
                     {"x_stderr", {"points"}, std::vector<double>{3, 4}, {}},
                     {"count", {"points"}, std::vector<std::int64_t>{1, 2}, {}},
                     {"count_stderr", {"points"}, std::vector<double>{3, 4}, {}},
                     {"y", {}, std::vector<double>{1}, {}},
                     {"y_stderr", {"points"}, std::vector<double>{3, 4}, {}},
                     {"z_stderr", {}, std::vector<double>{1}, {}}};
  ASSERT_NE(io::errors_of(group.variables[0], group), nullptr);
  EXPECT_EQ(*io::errors_of(group.variables[0], group), (std::vector<double>{3, 4}));
  for (const int other : {1, 2, 4, 6}) EXPECT_EQ(io::errors_of(group.variables[other], group), nullptr);
  EXPECT_TRUE(io::is_error(group.variables[1], group));
  for (const int other : {0, 2, 6}) EXPECT_FALSE(io::is_error(group.variables[other], group));
}

}  // namespace
}  // namespace regimes
