#include "io/document_text.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <limits>

#include "base/wrapped_text.hpp"
#include "sample_document.hpp"

namespace {

using namespace regimes;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

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

constexpr int width = 80;

std::size_t longest_line(const std::string& text) {
  std::size_t longest = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    longest = std::max(longest, count_characters(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return longest;
}

TEST(GroupText, HasDimensionsCoordinatesVariablesAndAttributes) {
  const std::string text = io::group_text(test::sample_document(), "", width);
  EXPECT_THAT(text, StartsWith("Dimensions\n  nothing  0\n  points   3\n  query    5\n  time     4\n\n"
                               "Coordinates\n  time: 0.1, 0.2, 0.4, 0.8\n      diffusion time\n"
                               "  points: 10, 100, 1152921504606846976\n\nVariables\n"));
  EXPECT_THAT(text, HasSubstr("  zeta (points, time): -inf to inf, 1 of 12 NaN\n"));
  EXPECT_THAT(text, HasSubstr("  alpha: 0.25\n  law: gaussian\n  nothing_here (points, nothing): none\n"));
  EXPECT_THAT(text, ContainsRegex("\nAttributes\n  empty\n  long +xxx"));
  EXPECT_THAT(text, ContainsRegex("  version +-3\n"));
  EXPECT_THAT(text, Not(HasSubstr("of group")));
}

TEST(GroupText, FitsItsWidth) {
  for (const int columns : {200, 80, 60}) {
    EXPECT_LE(longest_line(io::group_text(test::sample_document(), "", columns)), columns);
    EXPECT_LE(longest_line(io::subgroups_text(test::sample_document(), columns)), columns);
  }
}

TEST(GroupText, PutsErrorsBesideTheirValues) {
  io::Document document;
  document.dimensions = {{"points", 2}, {"time", 9}};
  const io::Attributes nats = {{"units", std::string("1")},
                               {"unit_description", std::string("nat")},
                               {"long_name", std::string("a logarithm")},
                               {"ancillary_variables", std::string("few_stderr")},
                               {"why_missing", std::string("n = 2: too few")}};
  document.variables = {{"few", {"points"}, std::vector<double>{.50123, nan}, nats},
                        {"few_stderr", {"points"}, std::vector<double>{.00341, nan}, nats},
                        {"many", {"time"}, std::vector<double>(9, 1), {}},
                        {"many_stderr", {"time"}, std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9}, {}},
                        {"lonely_stderr", {"points"}, std::vector<double>{1, 2}, {}}};
  EXPECT_EQ(io::group_text(document, "", width),
            "Dimensions\n  points  2\n  time    9\n\nVariables\n"
            "  few (points) [nat]: 0.5012 +- 0.0034, -\n"
            "      a logarithm\n"
            "      why_missing: n = 2: too few\n"
            "  many (time): 1; standard errors 1 to 9\n"
            "  lonely_stderr (points): 1, 2\n");
}

TEST(SubgroupsText, NamesEveryGroupByItsPath) {
  const std::string text = io::subgroups_text(test::sample_document(), width);
  EXPECT_THAT(text, StartsWith("Dimensions of group state\n"));
  EXPECT_THAT(text, HasSubstr("\nVariables of group state/inner\n  sum (points, row): 0.5\n"));
  EXPECT_THAT(text, HasSubstr("\nAttributes of group state\n  complete  1\n"));
}

TEST(GroupText, PutsTextsAlongOneDimensionBesideEachOther) {
  io::Document document;
  document.dimensions = {{"option", 2}};
  document.variables = {{"name", {"option"}, std::vector<std::string>{"points", "seed"}, {}},
                        {"value", {"option"}, std::vector<std::string>{"1000", "1"}, {}}};
  EXPECT_THAT(io::group_text(document, "", width),
              HasSubstr("Texts along option\n  name    value\n  points  1000\n  seed    1\n"));
}

TEST(GroupText, WrapsTextsThatAreTooLongForAColumn) {
  io::Document document;
  document.dimensions = {{"option", 3}};
  document.variables = {
      {"name", {"option"}, std::vector<std::string>{"points", "times", "seed"}, {}},
      {"value", {"option"}, std::vector<std::string>{"1000", std::string(25, '7'), "1"}, {}},
      {"origin", {"option"}, std::vector<std::string>{"default", "config file", "default"}, {}}};
  EXPECT_THAT(io::group_text(document, "", 40), HasSubstr("Texts along option\n"
                                                          "  name    value  origin\n"
                                                          "  points  1000   default\n"
                                                          "  times: 7777777777777777777777777,\n"
                                                          "      config file\n"
                                                          "  seed    1      default\n"));
}

TEST(GroupText, ShowsTheFirstOfManyTexts) {
  io::Document document;
  std::vector<std::string> hosts;
  for (int rank = 0; rank < 1000; ++rank) hosts.push_back(fmt::format("node{}", rank));
  document.dimensions = {{"rank", 1000}};
  document.variables = {{"host", {"rank"}, hosts, {}}};
  const std::string text = io::group_text(document, "", width);
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
