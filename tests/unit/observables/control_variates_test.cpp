// Regression on controls: no bias, and errors that are those of the means over independent repetitions.
#include "observables/control_variates.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace regimes::observables {
namespace {

constexpr int batches = 8;

/// Pairs of queries at one time with controls of mean 0, of which the response has a curved function and
/// noise.
struct Sample {
  std::vector<double> values;
  Clusters clusters{{}};
  Controls controls;
};

Sample draw(int pairs, double noise, double error_of_means, std::mt19937_64& random,
            bool repeats_a_control = false) {
  std::normal_distribution<double> normal;
  Sample sample;
  std::vector<std::int64_t> sources;
  for (int query = 0; query < 2 * pairs; ++query) {
    ControlValues c{};
    for (double& value : c) value = normal(random);
    if (repeats_a_control) c[1] = 2 * c[0];
    sources.push_back(query / 2);
    sample.values.push_back(5 + 2 * c[0] - c[1] + .5 * c[3] + .2 * (c[0] * c[0] - 1) +
                            noise * normal(random));
    sample.controls.values.push_back(c);
  }
  sample.clusters = Clusters(sources);
  for (int b = 0; b < batches; ++b) {
    ControlValues mean{};
    for (double& value : mean) value = error_of_means * std::sqrt(double{batches}) * normal(random);
    sample.controls.means.push_back({mean});
  }
  return sample;
}

struct Scatter {
  double mean = 0, deviation = 0, claimed = 0, plain = 0;
};

Scatter repeat(int pairs, double error_of_means, int repetitions) {
  std::mt19937_64 random(4);
  Scatter scatter;
  double sum = 0, squares = 0, claims = 0, plain = 0;
  for (int i = 0; i < repetitions; ++i) {
    Sample sample = draw(pairs, .3, error_of_means, random);
    const VarianceReduction reduction = adjust(sample.values, {1, sample.clusters, sample.controls});
    const MeanError found = mean_over_queries(sample.values, sample.clusters);
    EXPECT_NEAR(found.standard_error * found.standard_error, reduction.adjusted[0], 1e-12);
    sum += found.mean;
    squares += found.mean * found.mean;
    claims += found.standard_error * found.standard_error;
    plain += reduction.grouped[0];
  }
  scatter.mean = sum / repetitions;
  scatter.deviation = std::sqrt((squares - sum * sum / repetitions) / (repetitions - 1));
  scatter.claimed = std::sqrt(claims / repetitions);
  scatter.plain = std::sqrt(plain / repetitions);
  return scatter;
}

TEST(ControlVariates, LowerTheErrorToWhatIsClaimedWithoutBias) {
  constexpr int repetitions = 2000;
  for (const int pairs : {32, 64, 128})
    for (const double error_of_means : {0., .02}) {
      const Scatter scatter = repeat(pairs, error_of_means, repetitions);
      // Coefficients are fitted on the same queries: what is curved leaves a bias of the order 1/pairs.
      EXPECT_NEAR(scatter.mean, 5, 4 * scatter.deviation / std::sqrt(repetitions) + .25 / pairs);
      EXPECT_NEAR(scatter.deviation / scatter.claimed, 1, .1) << pairs << " pairs";
      EXPECT_LT(scatter.deviation, scatter.plain / 2);
    }
}

TEST(ControlVariates, AreNotUsedByFewQueries) {
  std::mt19937_64 random(5);
  for (const int pairs : {1, 2, 15}) {
    Sample sample = draw(pairs, .3, 0, random);
    const std::vector<double> before = sample.values;
    const VarianceReduction reduction = adjust(sample.values, {1, sample.clusters, sample.controls});
    EXPECT_EQ(sample.values, before);
    if (pairs > 1) {
      EXPECT_EQ(reduction.adjusted, reduction.grouped);
    }
  }
}

TEST(ControlVariates, LeaveWhatTheyDoNotExplain) {
  std::mt19937_64 random(6);
  Sample sample = draw(40, 0, 0, random);
  std::fill(sample.values.begin(), sample.values.end(), 3.);
  const std::vector<double> constant = sample.values;
  adjust(sample.values, {1, sample.clusters, sample.controls});
  EXPECT_EQ(sample.values, constant);
  adjust(sample.values, {1, sample.clusters, {}});
  EXPECT_EQ(sample.values, constant);
}

TEST(ControlVariates, StandARepeatedControl) {
  std::mt19937_64 random(7);
  Sample sample = draw(64, .3, 0, random, true);
  const VarianceReduction reduction = adjust(sample.values, {1, sample.clusters, sample.controls});
  const MeanError found = mean_over_queries(sample.values, sample.clusters);
  EXPECT_NEAR(found.mean, 5, 4 * found.standard_error);
  EXPECT_LE(reduction.adjusted[0], reduction.grouped[0]);
}

TEST(ControlVariates, SayWhatPairsContribute) {
  std::mt19937_64 random(8);
  std::normal_distribution<double> normal;
  std::vector<double> values;
  std::vector<std::int64_t> sources;
  for (int pair = 0; pair < 5000; ++pair) {
    const double odd = normal(random), even = .5 * normal(random);
    values.insert(values.end(), {even + odd, even - odd});
    sources.insert(sources.end(), {pair, pair});
  }
  const VarianceReduction reduction = adjust(values, {1, Clusters(sources), {}});
  EXPECT_NEAR(reduction.single[0] / reduction.grouped[0], 1.25 / (2 * .25), .1);
}

TEST(ControlVariates, AreWhatTheirNamesSay) {
  const ControlValues values = control_values(3, 1, 7, 11);
  const double gap = 2;
  EXPECT_DOUBLE_EQ(values[0], 1 / (1 + std::exp(-gap)));
  EXPECT_DOUBLE_EQ(values[1], std::log1p(std::exp(-gap)));
  EXPECT_EQ(values, (ControlValues{values[0], values[1], 7, 11, 3, 9}));
  EXPECT_DOUBLE_EQ(control_values(-1e4, 1, 0, 0)[1], 10001);
}

}  // namespace
}  // namespace regimes::observables
