#include "observables/crossing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "theory/law.hpp"

namespace regimes::observables {
namespace {

constexpr double bias = 1e-4;  // relative; the statistical errors of collapse times are above 1e-3

std::vector<double> log_spaced(double first, double last, int count) {
  std::vector<double> times;
  for (int i = 0; i < count; ++i) times.push_back(first * std::pow(last / first, i / (count - 1.0)));
  return times;
}

std::vector<double> curve_of(const std::vector<double>& times,
                             const std::function<double(double)>& function) {
  std::vector<double> values;
  for (const double t : times) values.push_back(function(t));
  return values;
}

double root(const std::function<double(double)>& function, double low, double high) {
  std::uintmax_t steps = 200;
  const auto bracket = boost::math::tools::toms748_solve(function, low, high,
                                                         boost::math::tools::eps_tolerance<double>(), steps);
  return (bracket.first + bracket.second) / 2;
}

struct Size {
  double points, dimension;
};

class CrossingOfTheory : public testing::TestWithParam<Size> {
 protected:
  const double log_points = std::log(GetParam().points);
  const theory::DataLaw law{theory::isotropic(1, GetParam().dimension), 0};
  const double collapse_time = law.collapse_time(log_points);
  // as wide as the automatic grid of a run whose snapshots span a factor of ten in t_C
  const std::vector<double> times = log_spaced(collapse_time / 4, 12 * collapse_time, 48);
};

TEST_P(CrossingOfTheory, CloningHasNoBias) {
  const auto curve = curve_of(times, [&](double t) { return law.cloning_collapse(t, log_points); });
  EXPECT_NEAR(crossing_time(times, curve, 0.5, Trend::falling, Straightened::probit), collapse_time,
              bias * collapse_time);
}

TEST_P(CrossingOfTheory, EntropyHasNoBias) {
  constexpr double level = 0.05;
  const auto ratio = [&](double t) { return law.excess_entropy_ratio(t, log_points); };
  const double exact = root([&](double t) { return ratio(t) - level; }, times.front(), times.back());
  EXPECT_NEAR(crossing_time(times, curve_of(times, ratio), level, Trend::rising, Straightened::log), exact,
              bias * exact);
}

INSTANTIATE_TEST_SUITE_P(Sizes, CrossingOfTheory,
                         testing::Values(Size{500, 64}, Size{2981, 16}, Size{2981, 32}, Size{20000, 1024},
                                         Size{1e6, 24}, Size{1e9, 48}));

TEST(Crossing, WigglesFarFromTheLevelDoNotMatter) {
  const std::vector<double> times = log_spaced(0.1, 10, 40);
  const auto clean = curve_of(times, [](double t) { return 1 / (1 + t * t * t * t); });
  auto noisy = clean;
  noisy[2] -= 0.3;  // on the plateaus, half of the way to the level
  noisy[35] += 0.3;
  const double expected = crossing_time(times, clean, 0.5, Trend::falling, Straightened::probit);
  EXPECT_NEAR(expected, 1, 1e-3);
  EXPECT_NEAR(crossing_time(times, noisy, 0.5, Trend::falling, Straightened::probit), expected, 1e-3);
}

TEST(Crossing, SeveralCrossingsByNoiseGiveOneBetweenThem) {
  const std::vector<double> times{1, 2, 3, 4, 5, 6};
  const double at =
      crossing_time(times, {0.9, 0.8, 0.45, 0.56, 0.2, 0.1}, 0.5, Trend::falling, Straightened::probit);
  EXPECT_GT(at, 3);  // the two middle points pool to .505
  EXPECT_LT(at, 4.2);
}

TEST(Crossing, NotReachedIsNaN) {
  const std::vector<double> times{1, 2, 3, 4, 5};
  const auto time = [&](std::vector<double> curve) {
    return crossing_time(times, curve, 0.5, Trend::falling, Straightened::probit);
  };
  EXPECT_TRUE(std::isnan(time({0.4, 0.3, 0.2, 0.1, 0})));
  EXPECT_TRUE(std::isnan(time({1, 0.9, 0.8, 0.7, 0.6})));
  EXPECT_TRUE(std::isnan(time({0.1, 0.2, 0.3, 0.8, 0.9})));
  EXPECT_TRUE(std::isnan(time({1, 0.9, std::numeric_limits<double>::quiet_NaN(), 0.1, 0})));
  EXPECT_TRUE(std::isnan(crossing_time({1}, {0.5}, 0.5, Trend::falling, Straightened::probit)));
}

TEST(Crossing, CoarseGridsAndGridPointsOnTheLevel) {
  EXPECT_NEAR(crossing_time({1, 4}, {0.8, 0.2}, 0.5, Trend::falling, Straightened::probit), 2, 1e-12);
  EXPECT_NEAR(crossing_time({1, 2, 4}, {1, 0.5, 0}, 0.5, Trend::falling, Straightened::probit), 2, 1e-12);
  EXPECT_NEAR(
      crossing_time({1, 2, 4, 8, 16}, {1, 0.7, 0.5, 0.3, 0}, 0.5, Trend::falling, Straightened::probit), 4,
      1e-12);
  EXPECT_NEAR(crossing_time({1, 2, 4, 8}, {0.5, 0.4, 0.3, 0.2}, 0.5, Trend::falling, Straightened::probit), 1,
              1e-12);
  EXPECT_NEAR(crossing_time({1, 2, 4, 8}, {0, 0, 0, 0.05}, 0.05, Trend::rising, Straightened::log), 8, 1e-12);
}

TEST(Crossing, GapsAreWideAndJumpFar) {
  const auto gap = gap_at_crossing({1, 2, 2.2, 8}, {1, 0.9, 0.3, 0}, 0.5, Trend::falling);
  EXPECT_FALSE(gap.has_value()) << "only a factor 1.1 apart";
  EXPECT_FALSE(gap_at_crossing({1, 2, 4, 8}, {1, 0.7, 0.3, 0}, 0.5, Trend::falling).has_value())
      << "falls by .4";
  EXPECT_FALSE(gap_at_crossing({1, 2, 4}, {1, 0.9, 0.8}, 0.5, Trend::falling).has_value()) << "no crossing";
  const auto falling = gap_at_crossing({1, 2, 4, 8}, {1, 0.9, 0.3, 0}, 0.5, Trend::falling);
  ASSERT_TRUE(falling.has_value());
  EXPECT_EQ(falling->begin, 2);
  EXPECT_EQ(falling->end, 4);
  const auto rising = gap_at_crossing({1, 2, 4}, {0, 0.01, 0.9}, 0.05, Trend::rising);
  ASSERT_TRUE(rising.has_value());
  EXPECT_EQ(rising->begin, 2);
}

TEST(Isotonic, PoolsViolatorsAndKeepsMonotoneCurves) {
  EXPECT_THAT(isotonic({1, 2, 2, 5}), testing::ElementsAre(1, 2, 2, 5));
  EXPECT_THAT(isotonic({1, 4, 2, 3, 7}), testing::ElementsAre(1, 3, 3, 3, 7));
  EXPECT_THAT(isotonic({3, 2, 1}), testing::ElementsAre(2, 2, 2));
  EXPECT_TRUE(isotonic({}).empty());
}

}  // namespace
}  // namespace regimes::observables
