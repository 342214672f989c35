#include "observables/statistics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace regimes::observables {
namespace {

TEST(MeanOverQueries, DistinctSourcesGiveTheTextbookError) {
  const std::vector<double> values{1, 10, 2, 20, 4, 60, 5, 70};  // [4 queries][2 times]
  const MeanError at_second = means_over_queries(values, 2, Clusters({8, 3, 5, 1}))[1];
  EXPECT_DOUBLE_EQ(at_second.mean, 40);
  // deviations -30, -20, 20, 30: s^2 = 2600 / 3
  EXPECT_DOUBLE_EQ(at_second.standard_error, std::sqrt(2600.0 / 3 / 4));
}

TEST(MeanOverQueries, CopiesOfAQueryAddNothing) {
  const MeanError once = mean_over_queries({1, 2, 4}, Clusters({0, 1, 2}));
  const MeanError thrice =
      mean_over_queries({1, 2, 4, 1, 2, 4, 1, 2, 4}, Clusters({0, 1, 2, 0, 1, 2, 0, 1, 2}));
  EXPECT_DOUBLE_EQ(thrice.mean, once.mean);
  EXPECT_DOUBLE_EQ(thrice.standard_error, once.standard_error);
}

TEST(MeanOverQueries, OneSourceHasNoError) {
  const MeanError result = mean_over_queries({1, 3}, Clusters({7, 7}));
  EXPECT_EQ(result.mean, 2);
  EXPECT_TRUE(std::isnan(result.standard_error));
}

// 7 sources, 21 queries; the effect of a source is as large as that of a query. With equal clusters the
// squared error is unbiased.
TEST(MeanOverQueries, ClusteredErrorIsTheScatterOfSimulatedMeans) {
  constexpr int sources = 7, queries = 21, repetitions = 20000;
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  std::vector<std::int64_t> source_index;
  for (int b = 0; b < queries; ++b) source_index.push_back(b % sources);
  const Clusters clusters(source_index);
  EXPECT_EQ(clusters.count(), sources);
  double mean_variance = 0, mean_variance_squared = 0, variance_of_mean = 0;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    double effect[sources];
    for (double& e : effect) e = normal(random);
    std::vector<double> values;
    for (int b = 0; b < queries; ++b) values.push_back(effect[b % sources] + normal(random));
    const MeanError result = mean_over_queries(values, clusters);
    const double variance = result.standard_error * result.standard_error;
    mean_variance += variance / repetitions;
    mean_variance_squared += variance * variance / repetitions;
    variance_of_mean += result.mean * result.mean / repetitions;
  }
  const double exact = 1.0 / sources + 1.0 / queries;
  const double error_of_estimate =
      std::sqrt((mean_variance_squared - mean_variance * mean_variance) / repetitions);
  EXPECT_NEAR(mean_variance, exact, 4 * error_of_estimate);
  EXPECT_NEAR(variance_of_mean, exact, 4 * exact * std::sqrt(2.0 / repetitions));
}

TEST(MeanOverReplicas, RuleForEachNumber) {
  double scatter = 0;
  const MeanError one = mean_over_replicas({{3, 0.5}}, &scatter);
  EXPECT_EQ(one.standard_error, 0.5);
  EXPECT_TRUE(std::isnan(scatter));

  const MeanError two = mean_over_replicas({{3, 0.3}, {5, 0.4}}, &scatter);
  EXPECT_EQ(two.mean, 4);
  EXPECT_DOUBLE_EQ(two.standard_error, 0.25);
  EXPECT_DOUBLE_EQ(scatter, std::sqrt(2.0));

  const MeanError four = mean_over_replicas({{1, 9}, {2, 9}, {3, 9}, {6, 9}}, &scatter);
  EXPECT_EQ(four.mean, 3);
  EXPECT_DOUBLE_EQ(four.standard_error, std::sqrt(14.0 / 3 / 4));
  EXPECT_TRUE(std::isnan(scatter));

  EXPECT_TRUE(std::isnan(mean_over_replicas({}).mean));
}

TEST(MeanCurve, AveragesReplicasAtEachTime) {
  const std::vector<double> first{0, 1, 2, 3}, second{4, 5, 6, 9};  // [2 queries][2 times]
  const Curve curve = mean_curve({&first, &second}, {Clusters({0, 1}), Clusters({0, 1})}, 2);
  EXPECT_THAT(curve.mean, testing::ElementsAre(3, 4.5));
  EXPECT_THAT(curve.replica_scatter,
              testing::ElementsAre(testing::DoubleEq(std::sqrt(8.0)), testing::DoubleEq(std::sqrt(12.5))));
}

TEST(MeanCurve, HasNoErrorBelowTheRoundingOfItsSums) {
  const std::vector<double> values{1, 1 - 2e-16};
  const auto error = [&](double rounding) {
    return mean_curve({&values}, {Clusters({0, 1})}, 1, rounding).standard_error[0];
  };
  EXPECT_NEAR(error(rounding_of_sums(kernels::Precision::fp32)), 1e-7, 1e-15);
  EXPECT_NEAR(error(rounding_of_sums(kernels::Precision::fp64)), 1e-12, 1e-20);
  EXPECT_TRUE(std::isnan(at_least_rounding(std::nan(""), 1, 1e-7))) << "an unknown error stays unknown";
}

TEST(ErrorBarRule, NamesWhatTheErrorsAre) {
  EXPECT_THAT(error_bar_rule(1), testing::HasSubstr("conditional on this one data set"));
  EXPECT_THAT(error_bar_rule(3), testing::HasSubstr("replica_scatter"));
  EXPECT_THAT(error_bar_rule(8), testing::HasSubstr("sqrt(replicas)"));
}

}  // namespace
}  // namespace regimes::observables
