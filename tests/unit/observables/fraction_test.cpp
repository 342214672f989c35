// Fractions beside binomial sums and SciPy (scipy.stats.binomtest(k, n).proportion_ci(method="exact")).
#include "observables/fraction.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace regimes::observables {
namespace {

std::vector<double> cases(int with, int all) {
  std::vector<double> values(all, 0.);
  for (int i = 0; i < with; ++i) values[i] = 1;
  return values;
}

TEST(Fraction, HasTheBoundsOfClopperAndPearson) {
  const Fraction few = fraction_of(cases(3, 20)), most = fraction_of(cases(399, 400));
  EXPECT_NEAR(few.low, 0.03207094, 1e-8);
  EXPECT_NEAR(few.high, 0.37892683, 1e-8);
  EXPECT_NEAR(few.standard_error, std::sqrt(.15 * .85 / 19), 1e-12);
  EXPECT_NEAR(most.low, 0.98615023, 1e-8);
  EXPECT_NEAR(most.high, 0.99993671, 1e-8);
}

TEST(Fraction, OfNoneOrAllHasOneBoundAndNoStandardError) {
  const Fraction none = fraction_of(cases(0, 400)), all = fraction_of(cases(400, 400));
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 1 - std::pow(.05, 1 / 400.), 1e-15);  // (1 - p)^400 = .05
  EXPECT_NEAR(all.low, std::pow(.05, 1 / 400.), 1e-15);
  EXPECT_EQ(all.high, 1);
  EXPECT_TRUE(std::isnan(none.standard_error) && std::isnan(all.standard_error));
}

TEST(Fraction, OfClustersCountsTheClusters) {
  std::vector<double> values;
  std::vector<std::int64_t> cluster;
  for (int i = 0; i < 200; ++i)
    for (int copy = 0; copy < 5; ++copy) {
      values.push_back(i < 50 ? 1 : 0);
      cluster.push_back(i);
    }
  const Fraction clustered = fraction_of(values, Clusters(cluster)), plain = fraction_of(cases(50, 200));
  EXPECT_NEAR(clustered.low, plain.low, 1e-9);
  EXPECT_NEAR(clustered.high, plain.high, 1e-9);
  EXPECT_NEAR(fraction_of(std::vector<double>(1000, 0.), Clusters(cluster)).high, 1 - std::pow(.05, 1 / 200.),
              1e-15);
}

TEST(Fraction, OfRealisationsThatAgreeHasTheBoundsOfItsCases) {
  const Fraction agreeing = fraction({3 / 20., 1e-13}, 20), plain = fraction_of(cases(3, 20));
  EXPECT_NEAR(agreeing.low, plain.low, 1e-9);
  EXPECT_NEAR(agreeing.high, plain.high, 1e-9);
  for (const double mean : {1e-9, 1e-4, .3, 1 - 1e-12}) {
    const Fraction rounded = fraction({mean, 1e-12}, 1e9);
    EXPECT_TRUE(0 <= rounded.low && rounded.low <= mean && mean <= rounded.high && rounded.high <= 1) << mean;
  }
}

TEST(Fraction, BoundsHoldAsOftenAsTheySay) {
  constexpr int repetitions = 2000, number = 60;
  std::mt19937_64 random(5);
  for (const double right : {.01, .1, .5, .97}) {
    int held = 0;
    for (int repetition = 0; repetition < repetitions; ++repetition) {
      std::bernoulli_distribution draw(right);
      std::vector<double> values;
      for (int i = 0; i < number; ++i) values.push_back(draw(random) ? 1 : 0);
      const Fraction found = fraction_of(values);
      held += found.low <= right && right <= found.high;
    }
    EXPECT_GT(held, .94 * repetitions) << right;
  }
}

TEST(Fraction, IsUnknownWithoutCases) {
  const Fraction none = fraction({std::nan(""), std::nan("")}, 10);
  EXPECT_TRUE(std::isnan(none.mean) && std::isnan(none.low) && std::isnan(none.high));
}

}  // namespace
}  // namespace regimes::observables
