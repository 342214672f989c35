#include "experiments/exact/exact_query.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <random>
#include <vector>

#include "experiments/exact/exact_collapse.hpp"
#include "observables/point_observables.hpp"
#include "theory/mixture.hpp"

namespace regimes::experiments {
namespace {

constexpr double standard_errors = 4;

struct Mean {
  double value, error;
};

Mean mean_of(const std::vector<double>& values) {
  double sum = 0, squares = 0;
  for (const double value : values) sum += value;
  const double mean = sum / static_cast<double>(values.size());
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {mean, std::sqrt(squares) / static_cast<double>(values.size())};
}

void expect_equal(const Mean& a, const Mean& b) {
  EXPECT_NEAR(a.value, b.value, standard_errors * std::hypot(a.error, b.error));
}

using Measure = std::function<double(const kernels::Posterior&)>;
const Measure measures[] = {
    observables::posterior_entropy, observables::inverse_participation_ratio,
    [](const kernels::Posterior& others) { return observables::nearest_is_source(others, 0) ? 1.0 : 0.0; }};

using Values = std::vector<std::vector<double>>;  // [measure][query]

void append(Values& values, const kernels::Posterior& state) {
  for (std::size_t i = 0; i < std::size(measures); ++i) values[i].push_back(measures[i](state));
}

Values sampled(const ExactLaw& law, double points, double signal, int queries) {
  const ExactSet set(law, points);
  Values values(std::size(measures));
  for (int index = 0; index < queries; ++index) append(values, ExactQuery(set, 7, index).others_at(signal));
  return values;
}

Values sampled(std::int64_t dimension, double others, double signal, int queries) {
  return sampled(one_gaussian(dimension, 1), others + 1, signal, queries);
}

void expect_equal(const Values& a, const Values& b) {
  for (std::size_t i = 0; i < a.size(); ++i) expect_equal(mean_of(a[i]), mean_of(b[i]));
}

/// The definition: coordinates of every point, from another generator. Classes take turns, as many whole
/// turns as there are.
Values brute_force(const ExactLaw& law, int points, double signal, int queries) {
  std::mt19937_64 engine(11);
  std::normal_distribution<double> normal;
  const auto draw = [&](int index) {
    const ExactClass& one = law.classes[index % law.classes.size()];
    std::vector<double> point(static_cast<std::size_t>(law.dimension));
    for (std::size_t k = 0; k < point.size(); ++k)
      point[k] = (k < one.mean.size() ? one.mean[k] : 0) + std::sqrt(one.variance) * normal(engine);
    return point;
  };
  Values values(std::size(measures));
  for (int query = 0; query < queries; ++query) {
    const int source = query % points;
    std::vector<double> x = draw(source);
    double noise = 0;
    for (double& coordinate : x) {
      const double z = normal(engine);
      coordinate += z / std::sqrt(signal);
      noise += z * z;
    }
    kernels::Posterior state;
    for (int k = 0; k < points; ++k) {
      if (k == source) continue;
      const std::vector<double> point = draw(k);
      double square = 0;
      for (std::size_t i = 0; i < x.size(); ++i) square += std::pow(x[i] - point[i], 2);
      state.add((noise - signal * square) / 2, 0);
    }
    append(values, state);
  }
  return values;
}

TEST(ExactQuery, OfTwoPointsAveragesToTheClosedForm) {
  // Given |a1 - a2|^2, Y2 is phi(kappa) on average; here one coordinate, a1 - a2 ~ N(0, 2), kappa = (a1 -
  // a2)^2 signal/2.
  const double signal = 3;
  double expected = 0;
  constexpr int nodes = 4000;
  for (int i = 0; i < nodes; ++i) {
    const double u = 16. * (i + .5) / nodes - 8;
    expected += 16. / nodes * std::exp(-u * u / 2) / std::sqrt(2 * M_PI) *
                theory::two_class_agreement(u * u * signal);
  }
  const Mean mean = mean_of(sampled(1, 1, signal, 20000)[1]);
  EXPECT_NEAR(mean.value, expected, standard_errors * mean.error);
}

TEST(ExactQuery, OfFewPointsIsBruteForce) {
  for (const double signal : {0.6, 2.0, 8.0})
    expect_equal(sampled(5, 40, signal, 4000), brute_force(one_gaussian(5, 1), 41, signal, 4000));
}

const std::vector<ExactLaw> mixtures = {two_means(5, .7, .8), orthogonal_means(5, {.5, 1.2, 0, .9}, 1.3),
                                        hierarchy(5, 1, .4, 1), different_variances(5, {.4, 1.7})};

TEST(ExactQuery, OfMixturesIsBruteForce) {
  for (const ExactLaw& law : mixtures)
    for (const double signal : {0.4, 2.0, 9.0})
      expect_equal(sampled(law, 40, signal, 6000), brute_force(law, 40, signal, 6000));
}

TEST(ExactQuery, OfMixturesOfManyPointsIsTheLowestOfEveryClassAndTheAverage) {
  const double most = static_cast<double>(most_sampled_points);
  for (const ExactLaw& law : mixtures) {
    const auto classes = static_cast<double>(law.classes.size());
    for (const double signal : {0.3, 2.0})
      expect_equal(sampled(law, classes * most, signal, 1000),
                   sampled(law, classes * (most + 2), signal, 1000));
  }
}

/// Classes that lie far apart are training sets of their own, each with its part of the points.
TEST(ExactQuery, OfClassesFarApartIsThatOfOneClass) {
  for (const double points : {300., 20'000.}) {
    const ExactLaw far = orthogonal_means(6, {60, 70}, 1);
    expect_equal(sampled(far, 2 * points, 2, 3000), sampled(one_gaussian(6, 1), points, 2, 3000));
  }
}

TEST(ExactQuery, LowestPointsAndAverageAreAllPoints) {
  // On both sides of the limit: one point more or less in 2048 changes nothing that so many queries could
  // see.
  const double most = static_cast<double>(most_sampled_points);
  for (const double signal : {0.15, 0.6, 2.0})
    expect_equal(sampled(16, most, signal, 2000), sampled(16, most + 1, signal, 2000));
}

TEST(ExactQuery, ReplacesTheBulkByItsAverageSum) {
  // Where many points share the weight, ln of their sum is that of its mean given x:
  // ln (n - 1) E_a e^{-E} = ln (n - 1) - (d/2) ln(1 + 2h) - |x|^2 h/(1 + 2h), relative to the source's energy
  // |z|^2/2.
  const double signal = 0.05, others = 1e6, h = signal / 2;
  const std::int64_t dimension = 8;
  const ExactSet set(one_gaussian(dimension, 1), others + 1);
  std::vector<double> ratios;
  for (int index = 0; index < 400; ++index) {
    const kernels::Posterior state = ExactQuery(set, 3, index).others_at(signal);
    ratios.push_back(observables::SourceOdds(state).log_odds);
    const double entropy = observables::posterior_entropy(state);
    EXPECT_GT(entropy, 0.8 * std::log(others));
    EXPECT_LT(entropy, std::log(others + 1));
  }
  const double d = static_cast<double>(dimension);
  const double mean_square = d * (1 + 1 / signal);
  const double expected =
      std::log(others) - d / 2 * std::log1p(2 * h) - mean_square * h / (1 + 2 * h) + d / 2;
  const Mean mean = mean_of(ratios);
  EXPECT_NEAR(mean.value, expected, standard_errors * mean.error + 1e-3);
}

TEST(ExactQuery, IsAFunctionOfSeedAndIndex) {
  const ExactSet set(two_means(32, .5, 1), 1e12);
  const auto odds = [&](std::uint64_t seed, std::uint64_t index) {
    return observables::SourceOdds(ExactQuery(set, seed, index).others_at(1.5)).log_odds;
  };
  EXPECT_EQ(odds(5, 9), odds(5, 9));
  EXPECT_NE(odds(5, 9), odds(5, 10));
  EXPECT_NE(odds(5, 9), odds(6, 9));
}

TEST(ExactQuery, HoldsAtExtremeSizesAndTimes) {
  for (const double others : {1.0, 1e3, 1e6, 1e30})
    for (const std::int64_t dimension : {1, 2, 48, 100000})
      for (const double signal : {1e-12, 1e-3, 1.0, 1e6, 1e40}) {
        const ExactSet set(one_gaussian(dimension, 1), others + 1);
        const kernels::Posterior state = ExactQuery(set, 2, 1).others_at(signal);
        const double entropy = observables::posterior_entropy(state);
        const double y2 = observables::inverse_participation_ratio(state);
        EXPECT_TRUE(entropy >= 0 && entropy <= std::log(others + 1) * (1 + 1e-6))
            << others << " " << dimension << " " << signal << " " << entropy;
        EXPECT_TRUE(y2 > 0 && y2 <= 1 + 1e-12) << others << " " << dimension << " " << signal << " " << y2;
      }
}

}  // namespace
}  // namespace regimes::experiments
