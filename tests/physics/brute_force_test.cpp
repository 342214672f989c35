// Every observable of every query against its definition, summed over all training points in plain double
// loops from squared distances; leave-one-out sums leave the source out.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "small_runs.hpp"

namespace regimes::physics_test {
namespace {

using observables::Observable;

const std::vector<double> times{.05, .15, .3, .6, 1};
constexpr int dimension = 12;
constexpr std::int64_t points = 300;
constexpr std::uint64_t seed = 11;

/// Float: logits of up to some hundred nats, relative rounding 1e-7. Double: rounding, and weights that the
/// sweep leaves out.
constexpr double float_tolerance = 3e-5, double_tolerance = 1e-9;

struct Definition {
  double entropy = 0, participation = 0, source_log_weight = 0, largest_weight = 0, log_density = 0,
         fresh_log_density = 0, agreement = 0;
};

/// ln sum of e^{values}, without the entry `left_out` (-1: none).
double log_sum(const std::vector<double>& values, std::int64_t left_out) {
  double largest = -HUGE_VAL, sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (static_cast<std::int64_t>(i) != left_out) largest = std::max(largest, values[i]);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (static_cast<std::int64_t>(i) != left_out) sum += std::exp(values[i] - largest);
  return largest + std::log(sum);
}

Definition define(const datasets::TrainingSet& set, const std::vector<double>& rows,
                  const kernels::NoisedQueries& queries, int query, double t) {
  const double signal = std::exp(-t), variance = 1 - std::exp(-2 * t);
  const std::size_t at = static_cast<std::size_t>(query) * dimension;
  std::vector<double> minus_energy;
  for (std::int64_t mu = 0; mu < points; ++mu) {
    double squared = 0;
    for (int k = 0; k < dimension; ++k) {
      const double x = queries.source[at + k] * signal + std::sqrt(variance) * queries.noise[at + k];
      squared += std::pow(x - rows[mu * dimension + k] * signal, 2);
    }
    minus_energy.push_back(-squared / (2 * variance));
  }
  const std::int64_t source = queries.source_index[query];
  const double log_partition = log_sum(minus_energy, -1);
  const double normalisation = dimension / 2. * std::log(2 * std::numbers::pi * variance);
  Definition result;
  std::vector<double> classes(2, 0.);
  for (std::int64_t mu = 0; mu < points; ++mu) {
    const double log_weight = minus_energy[mu] - log_partition, weight = std::exp(log_weight);
    result.entropy -= weight * log_weight;
    result.participation += weight * weight;
    result.largest_weight = std::max(result.largest_weight, weight);
    if (set.class_of(mu) >= 0) classes[set.class_of(mu)] += weight;
  }
  result.source_log_weight = minus_energy[source] - log_partition;
  result.log_density = log_partition - std::log(points) - normalisation;
  result.fresh_log_density = log_sum(minus_energy, source) - std::log(points - 1) - normalisation;
  for (const double weight : classes) result.agreement += weight * weight;
  return result;
}

void compare(const datasets::TrainingSet& set, kernels::Precision precision, double tolerance) {
  const std::vector<double> rows = all_rows(set);
  const auto queries = queries_of(set, static_cast<int>(points), seed);
  const auto measured = measured_values(set, queries, times, precision);
  const auto number_of_times = static_cast<int>(times.size());
  for (int query = 0; query < queries.count; ++query)
    for (int time = 0; time < number_of_times; ++time) {
      SCOPED_TRACE(testing::Message() << "query " << query << ", t = " << times[time]);
      const Definition expected = define(set, rows, queries, query, times[time]);
      const std::size_t at = static_cast<std::size_t>(query) * times.size() + time;
      const auto value = [&](Observable observable) { return measured.values[observable][at]; };
      EXPECT_NEAR(value(Observable::excess_entropy_ratio) * std::log(points), expected.entropy, tolerance);
      EXPECT_NEAR(value(Observable::cloning_collapse), expected.participation, tolerance);
      EXPECT_NEAR(value(Observable::source_log_weight), expected.source_log_weight, tolerance);
      EXPECT_NEAR(value(Observable::max_weight), expected.largest_weight, tolerance);
      EXPECT_NEAR(value(Observable::log_density_train), expected.log_density, tolerance);
      EXPECT_NEAR(value(Observable::log_density_fresh), expected.fresh_log_density, tolerance);
      if (set.class_values().empty()) continue;
      EXPECT_NEAR(value(Observable::cloning_agreement), expected.agreement, tolerance);
    }
}

void compare_both_precisions(const datasets::TrainingSet& set) {
  compare(set, kernels::Precision::fp32, float_tolerance);
  compare(set, kernels::Precision::fp64, double_tolerance);
}

TEST(BruteForce, GaussianPoints) {
  compare_both_precisions({procedural_law(dimension, 0, seed), points, /*store=*/false, {}});
}

TEST(BruteForce, GaussianPointsInMemory) {
  compare_both_precisions({procedural_law(dimension, 0, seed), points, /*store=*/true, {}});
}

TEST(BruteForce, TwoClasses) {
  compare_both_precisions({procedural_law(dimension, .5f, seed), points, /*store=*/false, {}});
}

TEST(BruteForce, PointsOfAFileWithNearCopies) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<float> normal;
  std::vector<float> rows;
  std::vector<std::int32_t> class_of;
  for (std::int64_t mu = 0; mu < points; ++mu) {
    class_of.push_back(mu % 3 == 0 ? 1 : 0);
    for (int k = 0; k < dimension; ++k)
      rows.push_back(mu % 10 == 9 ? rows[rows.size() - dimension] + .01f : normal(generator));
  }
  compare_both_precisions(stored_set(std::move(rows), dimension, std::move(class_of)));
}

}  // namespace
}  // namespace regimes::physics_test
