#include "base/grid.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/process.hpp"

namespace regimes {
namespace {

using testing::AllOf;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using Counts = std::vector<std::int64_t>;

constexpr double round_off = 1e-14;

TEST(SpacedGrids, HoldTheirEndPointsExactly) {
  for (const int k : {2, 3, 10, 48, 1001}) {
    const auto linear = linearly_spaced(.1, .7, k), logarithmic = log_spaced(.1, .7, k);
    ASSERT_EQ(linear.size(), k);
    ASSERT_EQ(logarithmic.size(), k);
    EXPECT_EQ(linear.front(), .1);
    EXPECT_EQ(linear.back(), .7);
    EXPECT_EQ(logarithmic.front(), .1);
    EXPECT_EQ(logarithmic.back(), .7);
    const auto lossy = log_spaced(10, 1e6, k);  // exp(ln 10) and exp(ln 1e6) are not 10 and 1e6 in double
    EXPECT_EQ(lossy.front(), 10);
    EXPECT_EQ(lossy.back(), 1e6);
  }
}

TEST(SpacedGrids, AreEvenInDifferencesOrRatios) {
  EXPECT_THAT(linearly_spaced(-1, 1, 5), ElementsAre(-1, -.5, 0, .5, 1));
  const auto values = log_spaced(1, 1e4, 5);
  for (int i = 0; i < 5; ++i) EXPECT_NEAR(values[i] / std::pow(10, i), 1, round_off);
  EXPECT_THAT(log_spaced(4, 1, 3), ElementsAre(4, DoubleNear(2, round_off), 1));  // descending is fine
}

/// The steps of a coordinate over a grid: equal ones next to each other count once.
template <class Coordinate>
int different_steps(const std::vector<double>& grid, const Coordinate& coordinate) {
  int different = 0;
  double last = 0;
  for (std::size_t i = 1; i < grid.size(); ++i) {
    const double step = coordinate(grid[i]) - coordinate(grid[i - 1]);
    if (std::abs(step - last) > 1e-11 * std::abs(step)) ++different;
    last = step;
  }
  return different;
}

TEST(SpacedGrids, OfSignalsStepEvenlyInPieces) {
  const auto signal = [](double t) { return std::sqrt(signal_to_noise(t)); };
  const auto narrow = signal_spaced(.1, 1.2, 48), wide = signal_spaced(.02, 3, 48);
  EXPECT_EQ(narrow.size(), 48u);
  EXPECT_EQ(narrow.front(), .1);
  EXPECT_EQ(narrow.back(), 1.2);
  EXPECT_EQ(different_steps(narrow, signal), 2);
  EXPECT_EQ(different_steps(wide, signal), 3);
  EXPECT_NEAR(narrow[23], .1 * std::pow(12, 23. / 47), round_off);  // where the pieces meet
  for (const auto& times : {narrow, wide}) EXPECT_TRUE(std::is_sorted(times.begin(), times.end()));
}

TEST(SpacedGrids, OfInverseSquaresStepEvenlyInPieces) {
  const auto lengths = inverse_square_spaced(.2, 3, 48);
  EXPECT_EQ(lengths.size(), 48u);
  EXPECT_EQ(lengths.front(), .2);
  EXPECT_EQ(lengths.back(), 3);
  EXPECT_EQ(different_steps(lengths, [](double h) { return 1 / (h * h); }), 4);
}

TEST(SpacedGrids, RefuseWhatHasNoMeaning) {
  EXPECT_THROW(signal_spaced(2, 1, 48), ContractError);
  EXPECT_THROW(inverse_square_spaced(1, 2, 4), ContractError);
  EXPECT_THROW(linearly_spaced(0, 1, 1), ContractError);
  EXPECT_THROW(log_spaced(0, 1, 3), ContractError);
}

TEST(LogSpacedCounts, AscendWithoutRepetitionAndEndAtTheLast) {
  EXPECT_EQ(log_spaced_counts(1, 1000, 4), (Counts{1, 10, 100, 1000}));
  EXPECT_EQ(log_spaced_counts(10, 20, 1), (Counts{20}));
  EXPECT_EQ(log_spaced_counts(7, 7, 10), (Counts{7}));
  EXPECT_EQ(log_spaced_counts(1, 5, 100), (Counts{1, 2, 3, 4, 5}));
  for (const std::int64_t last : {2, 97, 1'000'003, 1'000'000'000}) {
    const auto counts = log_spaced_counts(2, last, 10);
    EXPECT_TRUE(std::adjacent_find(counts.begin(), counts.end(), std::greater_equal<>()) == counts.end());
    EXPECT_EQ(counts.front(), 2);
    EXPECT_EQ(counts.back(), last);
  }
  const std::int64_t beyond_doubles = (std::int64_t{1} << 60) - 1;
  EXPECT_EQ(log_spaced_counts(1, beyond_doubles, 5).back(), beyond_doubles);
}

TEST(LogSpacedCounts, RefuseWhatHasNoMeaning) {
  EXPECT_THROW(log_spaced_counts(0, 10, 3), ContractError);
  EXPECT_THROW(log_spaced_counts(11, 10, 3), ContractError);
  EXPECT_THROW(log_spaced_counts(1, 10, 0), ContractError);
}

TEST(ParseGrid, ReadsListsAndSpacings) {
  EXPECT_THAT(parse_grid("3", "--times"), ElementsAre(3));
  EXPECT_THAT(parse_grid(".1, 2 ,1e-2", "--times"), ElementsAre(.1, 2, .01));
  EXPECT_EQ(parse_grid("linspace(.1,1,10)", "--times"), linearly_spaced(.1, 1, 10));
  EXPECT_EQ(parse_grid("logspace(.01, 4, 48)", "--times"), log_spaced(.01, 4, 48));
  auto mixed = linearly_spaced(.1, 1, 10);
  mixed.insert(mixed.begin(), .05);
  mixed.push_back(2);
  EXPECT_EQ(parse_grid(".05,linspace(.1,1,1e1),2", "--times"), mixed);
}

TEST(ParseCountList, ReadsListsAndSpacingsAsASet) {
  EXPECT_EQ(parse_count_list("1e3,10,2^5,10", "--snapshots"), (Counts{10, 32, 1000}));
  EXPECT_EQ(parse_count_list("logspace(1e3,1e6,4)", "--snapshots"),
            (Counts{1000, 10'000, 100'000, 1'000'000}));
  EXPECT_EQ(parse_count_list("linspace(1,3,5)", "--snapshots"), (Counts{1, 2, 3}));  // 1.5 and 2.5 round
  EXPECT_EQ(parse_count_list("logspace(1,4,9),7", "--snapshots"), (Counts{1, 2, 3, 4, 7}));
  EXPECT_EQ(parse_count_list("9007199254740993", "--snapshots"), (Counts{9007199254740993}));
}

class RefusedList : public testing::TestWithParam<const char*> {};

TEST_P(RefusedList, NamesTheOption) {
  const auto names_the_option = [](const auto& parse) {
    try {
      parse();
      ADD_FAILURE() << "'" << GetParam() << "' was accepted";
    } catch (const UsageError& error) {
      EXPECT_THAT(error.what(), HasSubstr("--list"));
    }
  };
  names_the_option([] { parse_grid(GetParam(), "--list"); });
  names_the_option([] { parse_count_list(GetParam(), "--list"); });
}

INSTANTIATE_TEST_SUITE_P(Junk, RefusedList,
                         testing::Values("", ",", "1,", ",1", "1,,2", "nan", "1,inf", "1;2", "1 2",
                                         "linspace", "linspace()", "linspace(1,2)", "linspace(1,2,3,4)",
                                         "linspace(1,2,1)", "linspace(1,2,2.5)", "linspace(1,2,-3)",
                                         "linspace(1,2,3", "linspace 1,2,3)", "linspace(1,nan,3)",
                                         "linspace(1,linspace(1,2,3),3)", "logspace(0,1,3)",
                                         "linspace(1,2,3)4", "geomspace(1,2,3)", "(1,2,3)",
                                         "linspace(1,2,1e9)", "LINSPACE(1,2,3)"));

TEST(ParseCountList, RefusesNegativeCountsWhichAGridMayHold) {
  EXPECT_THAT(parse_grid("-1,linspace(-2,2,2)", "--list"), ElementsAre(-1, -2, 2));
  EXPECT_THROW(parse_count_list("-1", "--list"), UsageError);
  EXPECT_THROW(parse_count_list("linspace(-2,2,2)", "--list"), UsageError);
}

TEST(ParseGrid, SaysWhatALogarithmicGridNeeds) {
  try {
    parse_grid("1,logspace(0,2,3)", "--times");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("--times"), HasSubstr("'logspace(0,2,3)'"), HasSubstr("not exponents")));
  }
}

}  // namespace
}  // namespace regimes
