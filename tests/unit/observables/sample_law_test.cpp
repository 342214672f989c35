#include "observables/sample_law.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <random>

namespace regimes::observables {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Moments, AreMeanAndSampleDeviation) {
  const Moments of_three = moments({1, 2, 6});
  EXPECT_DOUBLE_EQ(of_three.mean, 3);
  EXPECT_DOUBLE_EQ(of_three.deviation, std::sqrt(7.));
  EXPECT_TRUE(std::isnan(moments({1}).deviation));
  EXPECT_TRUE(std::isnan(moments({}).mean));
}

TEST(Quantiles, LieBetweenOrderStatistics) {
  EXPECT_THAT(quantiles({4, 1, 3, 2}, {0, .5, 1}), testing::ElementsAre(1, 2.5, 4));
  EXPECT_THAT(quantiles({5}, {.25, .75}), testing::ElementsAre(5, 5));
  EXPECT_THAT(quantiles({-infinity, 0, 1}, {0, .75}), testing::ElementsAre(-infinity, .5));
  EXPECT_TRUE(std::isnan(quantiles({}, {.5})[0]));
  for (const double level : quantiles({3, 1, std::nan(""), 2}, {0, .5, 1})) EXPECT_TRUE(std::isnan(level));
  EXPECT_THROW(quantiles({1, 2}, {.5, .4}), ContractError);
}

TEST(Quantiles, AreThoseOfTheSortedSample) {
  std::mt19937_64 random(5);
  std::vector<double> values(1001);
  for (double& value : values) value = static_cast<double>(random() % 300);
  const std::vector<double> levels = {0, .025, .16, .161, .5, .84, .975, 1};
  const std::vector<double> found = quantiles(values, levels);
  std::sort(values.begin(), values.end());
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const double place = 1000 * levels[i], part = place - std::floor(place);
    const auto below = static_cast<std::size_t>(place);
    const double high = values[std::min<std::size_t>(below + 1, 1000)];
    EXPECT_NEAR(found[i], (1 - part) * values[below] + part * high, 1e-9) << levels[i];
  }
}

/// Most of a heavy tail lies in the first of its bins, and what has no width in one.
TEST(Quantiles, HoldForAnyShape) {
  std::mt19937_64 random(6);
  std::normal_distribution<double> normal;
  const std::vector<double> levels = {0, .001, .05, .25, .5, .75, .95, .9999, 1};
  for (const int kind : {0, 1, 2, 3}) {
    std::vector<double> values(2000);
    for (double& value : values) {
      const double z = normal(random);
      value = kind == 0   ? z
              : kind == 1 ? std::exp(20 * z)
              : kind == 2 ? 1 + 1e-15 * std::round(z)
                          : z * 1e308;
    }
    if (kind == 0) values[7] = -infinity;
    const std::vector<double> found = quantiles(values, levels);
    std::sort(values.begin(), values.end());
    for (std::size_t i = 0; i < levels.size(); ++i) {
      const double place = levels[i] * 1999, part = place - std::floor(place);
      const auto below = static_cast<std::size_t>(place);
      const double low = values[below], high = values[std::min<std::size_t>(below + 1, 1999)];
      EXPECT_EQ(found[i], part == 0 || low == high ? low : low + part * (high - low))
          << kind << " " << levels[i];
    }
  }
}

/// Pareto samples of index a: the estimate scatters around a by a/sqrt k.
TEST(TailIndex, FindsTheIndexOfAPowerLaw) {
  for (const double index : {.7, 1.8}) {
    std::mt19937_64 random(3);
    std::exponential_distribution<double> exponential(index);
    std::vector<double> logs;
    for (int i = 0; i < 40'000; ++i) logs.push_back(exponential(random));
    const TailIndex found = tail_index(logs);
    EXPECT_EQ(found.count, 200);
    EXPECT_NEAR(found.value, index, 4 * index / std::sqrt(200.));
    EXPECT_NEAR(found.standard_error, found.value / std::sqrt(200.), 1e-12);
  }
  EXPECT_TRUE(std::isnan(tail_index({1, 2, 3}).value));
  EXPECT_TRUE(std::isnan(tail_index(std::vector<double>(100, 1.)).value));
}

TEST(LocationOfMaximum, IsThatOfAParabolaInTheLogarithm) {
  const std::vector<double> grid = {.5, .8, 1, 1.3, 2};
  const double top = 1.1;
  std::vector<double> curve;
  for (const double h : grid) curve.push_back(3 - 2 * std::pow(std::log(h / top), 2));
  EXPECT_NEAR(location_of_maximum(grid, curve), top, 1e-12);
}

TEST(LocationOfMaximum, IsUnknownAtAnEndAndBesideWhatIsInfinite) {
  EXPECT_TRUE(std::isnan(location_of_maximum({1, 2, 3}, {3, 2, 1})));
  EXPECT_TRUE(std::isnan(location_of_maximum({1, 2, 3}, {1, 2, 3})));
  EXPECT_TRUE(std::isnan(location_of_maximum({1, 2, 3}, {-infinity, 2, 1})));
  EXPECT_NEAR(location_of_maximum({1, 2, 4, 8}, {-infinity, 1, 2, 1}), 4, 1e-12);
}

}  // namespace
}  // namespace regimes::observables
