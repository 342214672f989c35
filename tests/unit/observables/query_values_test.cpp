// Every observable of small explicit sets, from distances in the plain definitions.
#include "observables/query_values.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "base/error.hpp"

namespace regimes::observables {
namespace {

constexpr int dimension = 3, points = 6, query_count = 4;
const std::vector<double> times{0.05, 0.4, 1.5};
const std::vector<int> class_of{0, 1, 1, 0, 1, 0};

struct ExplicitSet {
  std::vector<std::vector<double>> training;
  std::vector<std::vector<double>> noise;
  Queries queries;
  kernels::PosteriorStates states{query_count, static_cast<int>(times.size()), 2};

  ExplicitSet() {
    std::mt19937_64 random(3);
    std::normal_distribution<double> normal;
    const auto draw = [&](int rows) {
      std::vector<std::vector<double>> table(rows, std::vector<double>(dimension));
      for (auto& row : table) std::generate(row.begin(), row.end(), [&] { return normal(random); });
      return table;
    };
    training = draw(points);
    noise = draw(query_count);
    for (int b = 0; b < query_count; ++b) {
      queries.source_index.push_back(b);
      queries.source_class.push_back(class_of[b]);
      double squared = 0;
      for (const double z : noise[b]) squared += z * z;
      queries.noise_norm_squared.push_back(squared);
      for (std::size_t k = 0; k < times.size(); ++k) fill(b, static_cast<int>(k));
    }
  }

  /// ln of the Gaussian kernel of every point at the query, normalisation included.
  std::vector<double> log_kernels(int b, double t) const {
    const double variance = 1 - std::exp(-2 * t);
    std::vector<double> result;
    for (const auto& point : training) {
      double squared = 0;
      for (int i = 0; i < dimension; ++i) {
        const double x = training[b][i] * std::exp(-t) + std::sqrt(variance) * noise[b][i];
        squared += std::pow(x - point[i] * std::exp(-t), 2);
      }
      result.push_back(-squared / (2 * variance) -
                       dimension / 2.0 * std::log(2 * std::numbers::pi * variance));
    }
    return result;
  }

  void fill(int b, int time) {
    const auto logs = log_kernels(b, times[time]);
    const std::size_t at = states.at(b, time);
    for (int mu = 0; mu < points; ++mu) {
      if (mu == b) continue;
      states.posterior[at].add(logs[mu] - logs[b], mu);
      states.class_sums[at * 2 + class_of[mu]].add(logs[mu] - logs[b]);
    }
  }
};

TEST(QueryValues, AgreeWithTheirDefinitions) {
  const ExplicitSet set;
  const QueryValues result = query_values(set.states, set.queries, points, dimension, times);
  EXPECT_EQ(result.source_index, set.queries.source_index);
  for (int b = 0; b < query_count; ++b) {
    for (std::size_t k = 0; k < times.size(); ++k) {
      const auto logs = set.log_kernels(b, times[k]);
      double density = 0, without_source = 0, entropy = 0, squares = 0, agreement[2] = {0, 0}, largest = 0;
      for (int mu = 0; mu < points; ++mu) density += std::exp(logs[mu]);
      for (int mu = 0; mu < points; ++mu) {
        const double weight = std::exp(logs[mu]) / density;
        without_source += mu == b ? 0 : std::exp(logs[mu]);
        entropy -= weight > 0 ? weight * std::log(weight) : 0;
        squares += weight * weight;
        agreement[class_of[mu]] += weight;
        largest = std::max(largest, weight);
      }
      const std::size_t at = set.states.at(b, static_cast<int>(k));
      const auto value = [&](Observable observable) { return result.values[observable][at]; };
      const auto nearest = std::max_element(logs.begin(), logs.end()) - logs.begin();
      EXPECT_NEAR(value(Observable::excess_entropy_ratio), entropy / std::log(points), 1e-12);
      EXPECT_NEAR(value(Observable::cloning_collapse), squares, 1e-12);
      EXPECT_EQ(value(Observable::nearest_is_source), nearest == b ? 1 : 0);
      EXPECT_NEAR(value(Observable::source_log_weight), logs[b] - std::log(density), 1e-11);
      EXPECT_NEAR(value(Observable::max_weight), largest, 1e-12);
      EXPECT_NEAR(value(Observable::log_density_train), std::log(density / points), 1e-11);
      EXPECT_NEAR(value(Observable::log_density_fresh), std::log(without_source / (points - 1)), 1e-11);
      EXPECT_NEAR(value(Observable::cloning_agreement),
                  agreement[0] * agreement[0] + agreement[1] * agreement[1], 1e-12);
    }
  }
}

TEST(QueryValues, NoAgreementWithoutClasses) {
  ExplicitSet set;
  set.states.classes = 0;
  set.states.class_sums.clear();
  set.queries.source_class.clear();
  const QueryValues result = query_values(set.states, set.queries, points, dimension, times);
  EXPECT_TRUE(result.values[Observable::cloning_agreement].empty());
  EXPECT_EQ(result.values[Observable::cloning_collapse].size(), query_count * times.size());
}

TEST(QueryValues, RefuseArraysThatDoNotFit) {
  ExplicitSet set;
  EXPECT_THROW(query_values(set.states, set.queries, points, dimension, {0.1}), ContractError);
  set.queries.noise_norm_squared.pop_back();
  EXPECT_THROW(query_values(set.states, set.queries, points, dimension, times), ContractError);
}

}  // namespace
}  // namespace regimes::observables
