#include "observables/bootstrap.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include "base/error.hpp"

namespace regimes::observables {
namespace {

constexpr int times = 2;

std::vector<double> normal_values(int queries, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> values(static_cast<std::size_t>(queries) * times);
  for (double& value : values) value = normal(random);
  return values;
}

std::vector<std::int64_t> sources(int queries, int distinct) {
  std::vector<std::int64_t> index(queries);
  for (int b = 0; b < queries; ++b) index[b] = b % distinct;
  return index;
}

/// Bootstrap error of the mean at the first time over its direct error, for that many replicas.
double ratio_to_direct_error(int replicas, int queries, int distinct) {
  constexpr int resamples = 20000;
  std::vector<std::vector<double>> values;
  std::vector<const std::vector<double>*> pointers;
  std::vector<Clusters> clusters;
  for (int r = 0; r < replicas; ++r) values.push_back(normal_values(queries, 10 + r));
  for (const auto& replica : values) {
    pointers.push_back(&replica);
    clusters.emplace_back(sources(queries, distinct));
  }
  const Bootstrap bootstrap(clusters, 7, resamples);
  std::vector<double> means;
  for (const auto& curve : bootstrap.mean_curves(pointers, times)) means.push_back(curve[0]);
  return bootstrap.standard_error(means) / mean_curve(pointers, clusters, times).standard_error[0];
}

constexpr double resampling_noise = 4 * 0.005;  // 4 / sqrt(2 resamples)

TEST(Bootstrap, ErrorOfAMeanIsItsDirectError) {
  EXPECT_NEAR(ratio_to_direct_error(1, 40, 40), 1, resampling_noise);
  EXPECT_NEAR(ratio_to_direct_error(3, 40, 40), 1, resampling_noise);
  EXPECT_NEAR(ratio_to_direct_error(6, 40, 40), 1, resampling_noise);
}

TEST(Bootstrap, SourcesAreDrawnWithAllTheirQueries) {
  EXPECT_NEAR(ratio_to_direct_error(1, 60, 20), 1, resampling_noise);
  EXPECT_NEAR(ratio_to_direct_error(2, 60, 20), 1, resampling_noise);
}

TEST(Bootstrap, OneDrawHoldsForAllTimesAndObservables) {
  const auto values = normal_values(30, 1);
  std::vector<double> shifted(values);
  for (std::size_t i = 1; i < shifted.size(); i += times)
    shifted[i] = shifted[i - 1] + 5;  // second time = first + 5
  const Bootstrap bootstrap({Clusters(sources(30, 30))}, 3);
  const auto curves = bootstrap.mean_curves({&shifted}, times);
  const auto again = bootstrap.mean_curves({&values}, times);
  ASSERT_EQ(static_cast<int>(curves.size()), default_resamples);
  for (std::size_t i = 0; i < curves.size(); ++i) {
    EXPECT_NEAR(curves[i][1] - curves[i][0], 5, 1e-12);
    EXPECT_EQ(curves[i][0], again[i][0]);
  }
  EXPECT_NE(curves[0][0], curves[1][0]);
}

TEST(Bootstrap, DependsOnTheSeedAlone) {
  const auto values = normal_values(30, 1);
  const std::vector<Clusters> clusters{Clusters(sources(30, 30))};
  const auto first = Bootstrap(clusters, 3).mean_curves({&values}, times);
  EXPECT_EQ(first, Bootstrap(clusters, 3).mean_curves({&values}, times));
  EXPECT_NE(first, Bootstrap(clusters, 4).mean_curves({&values}, times));
}

TEST(Bootstrap, NoErrorFromOneUnitOrFromTooFewValues) {
  const double nan = std::nan("");
  EXPECT_TRUE(std::isnan(Bootstrap({Clusters({4, 4, 4})}, 1).standard_error({1, 2, 3})));
  const Bootstrap bootstrap({Clusters({0, 1, 2})}, 1);
  EXPECT_TRUE(std::isnan(bootstrap.standard_error({1, 2, 3, nan, nan})));
  std::vector<double> most(20);
  std::iota(most.begin(), most.end(), 0);
  most.push_back(nan);
  EXPECT_NEAR(bootstrap.standard_error(most), std::sqrt(35 * 1.5),
              1e-12);  // variance of 0..19 is 35; 3 units
  EXPECT_THROW(Bootstrap({}, 1), ContractError);
}

}  // namespace
}  // namespace regimes::observables
