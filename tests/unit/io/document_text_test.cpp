#include "io/document_text.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <limits>

#include "sample_document.hpp"

namespace {

using namespace regimes;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(ValuesText, GivesRangeAndMissingNumbers) {
  EXPECT_EQ(io::values_text(std::vector<double>{3, nan, .5, nan}), "0.5 to 3, 2 of 4 NaN");
  EXPECT_EQ(io::values_text(std::vector<double>{nan}), "all NaN");
  EXPECT_EQ(io::values_text(std::vector<double>{}), "none");
  EXPECT_EQ(io::values_text(std::vector<double>{2, 2}), "2");
  EXPECT_EQ(io::values_text(std::vector<double>{1, std::numeric_limits<double>::infinity()}), "1 to inf");
}

TEST(ValuesText, KeepsEveryDigitOfIntegers) {
  EXPECT_EQ(io::values_text(std::vector<std::int64_t>{(std::int64_t{1} << 60) + 1, -7}),
            "-7 to 1152921504606846977");
  EXPECT_EQ(io::values_text(std::vector<std::int64_t>{}), "none");
}

TEST(ValuesText, CountsTexts) {
  EXPECT_EQ(io::values_text(std::vector<std::string>{"gaussian"}), "'gaussian'");
  EXPECT_EQ(io::values_text(std::vector<std::string>{"a", "b"}), "2 texts");
}

TEST(AttributeText, KeepsEveryDigitAndCutsLongRows) {
  EXPECT_EQ(io::attribute_text(1. / 3), "0.3333333333333333");
  EXPECT_EQ(io::attribute_text(std::int64_t{-3}), "-3");
  EXPECT_EQ(io::attribute_text(std::vector<double>{1, 2.5}), "1, 2.5");
  EXPECT_EQ(io::attribute_text(std::vector<double>{1, 2, 3}, 2), "1, 2, ... (3 numbers)");
}

TEST(DocumentText, HasEveryGroupDimensionAttributeAndVariable) {
  const std::string text = io::document_text(test::sample_document());
  EXPECT_THAT(text, ContainsRegex("\nDimensions\n  nothing +0\n  points +3\n"));
  EXPECT_THAT(text, ContainsRegex("  version +-3\n"));
  EXPECT_THAT(text, ContainsRegex("  zeta +\\(points, time\\) +1 +-inf to inf, 1 of 12 NaN\n"));
  EXPECT_THAT(text, ContainsRegex("  time +\\(time\\) +0.1 to 0.8 +diffusion time\n"));
  EXPECT_THAT(text, ContainsRegex("Variables of group state\n"));
  EXPECT_THAT(text, ContainsRegex("Variables of group state/inner\n  sum +\\(points, row\\) +0.5\n"));
  EXPECT_THAT(text, ContainsRegex("Attributes of group state\n  complete +1\n"));
}

TEST(DocumentText, PutsTextsAlongOneDimensionBesideEachOther) {
  io::Document document;
  document.dimensions = {{"option", 2}};
  document.variables = {{"name", {"option"}, std::vector<std::string>{"points", "seed"}, {}},
                        {"value", {"option"}, std::vector<std::string>{"1000", "1"}, {}}};
  EXPECT_THAT(io::document_text(document),
              HasSubstr("Texts along option\n  name    value\n  points  1000\n  seed    1\n"));
}

TEST(DocumentText, ShowsTheFirstOfManyTexts) {
  io::Document document;
  std::vector<std::string> hosts;
  for (int rank = 0; rank < 1000; ++rank) hosts.push_back(fmt::format("node{}", rank));
  document.dimensions = {{"rank", 1000}};
  document.variables = {{"host", {"rank"}, hosts, {}}};
  const std::string text = io::document_text(document);
  EXPECT_THAT(text, HasSubstr("  node63\n  ... and 936 more\n"));
  EXPECT_THAT(text, Not(HasSubstr("node64")));
}

TEST(FindMember, LooksInTheGroupItself) {
  const io::Document document = test::sample_document();
  ASSERT_NE(io::find_variable(document, "zeta"), nullptr);
  EXPECT_EQ(io::find_variable(document, "nearest_index"), nullptr);
  ASSERT_NE(io::find_group(document, "state"), nullptr);
  EXPECT_NE(io::find_variable(*io::find_group(document, "state"), "nearest_index"), nullptr);
  EXPECT_EQ(io::find_group(document, "zeta"), nullptr);
}

}  // namespace
