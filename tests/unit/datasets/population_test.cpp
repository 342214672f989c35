#include <gtest/gtest.h>

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <numbers>
#include <numeric>

#include "base/error.hpp"
#include "base/process.hpp"
#include "datasets/population/laws.hpp"
#include "datasets/population/population_law.hpp"

namespace regimes::datasets {
namespace {

double normal_density(double x, double variance) {
  return std::exp(-x * x / (2 * variance)) / std::sqrt(2 * std::numbers::pi * variance);
}

template <class Function>
double integral(Function f) {
  constexpr double end = 30;
  return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(f, -end, end, 15, 1e-13);
}

std::vector<double> any_point(int dimension, std::uint64_t index) {
  std::vector<float> normals;
  kernels::append_normals(kernels::make_stream(5, 0, kernels::Purpose::query_noise), index, dimension,
                          normals);
  return {normals.begin(), normals.end()};
}

// P_t(x) = int P_0(a) N(x - e^{-t} a; Delta_t) da, and D the mean of a under the integrand.
TEST(PopulationLaw, IsTheConvolutionOfItsPoints) {
  const double amplitude = 0.8, variance = 0.3;
  const PopulationLaw law = two_means_law(1, amplitude, variance, {0.3, 0.7});
  for (const double t : {0.05, 0.4, 2.0})
    for (const double x : {-1.7, 0.1, 1.2}) {
      const auto joint = [&](double a, double mean) {
        return normal_density(a - mean, variance) * normal_density(x - std::exp(-t) * a, noise_variance(t));
      };
      const auto both = [&](double a) { return 0.3 * joint(a, amplitude) + 0.7 * joint(a, -amplitude); };
      const double density = integral(both);
      const double first = 0.3 * integral([&](double a) { return joint(a, amplitude); });
      std::vector<double> mean(1), log_weights(2);
      const double log_density = law.posterior_mean({{x}}, t, mean, log_weights);
      EXPECT_NEAR(log_density, std::log(density), 1e-10);
      EXPECT_NEAR(law.log_density({{x}}, t), log_density, 1e-14);
      EXPECT_NEAR(mean[0], integral([&](double a) { return a * both(a); }) / density, 1e-10);
      EXPECT_NEAR(std::exp(log_weights[0]), first / density, 1e-10);
      EXPECT_NEAR(std::exp(log_weights[0]) + std::exp(log_weights[1]), 1, 1e-14);
    }
}

TEST(PopulationLaw, AtTimeZeroAPointIsItsOwnPosteriorMean) {
  const PopulationLaw law = two_means_law(3, 0.5, 2);
  const std::vector<double> x = any_point(3, 1);
  std::vector<double> mean(3), log_weights(2);
  law.posterior_mean(x, 0, mean, log_weights);
  for (int k = 0; k < 3; ++k) EXPECT_NEAR(mean[k], x[k], 1e-14);
}

// The published score of the mixture: F = m (e^{-t}/Gamma) tanh(x.m e^{-t}/Gamma) - x/Gamma (arXiv
// 2402.18491).
TEST(PopulationLaw, ScoreOfTwoMeansIsTheClosedForm) {
  const int d = 37;
  const double amplitude = 0.4, variance = 1.7, t = 0.6;
  const PopulationLaw law = two_means_law(d, amplitude, variance);
  const std::vector<double> x = any_point(d, 2);
  std::vector<double> score(d);
  law.exact_score(x, t, score);
  const double signal = std::exp(-t), gamma = noise_variance(t) + variance * signal * signal;
  const double projection = amplitude * std::accumulate(x.begin(), x.end(), 0.);
  for (int k = 0; k < d; ++k)
    EXPECT_NEAR(score[k], amplitude * signal / gamma * std::tanh(projection * signal / gamma) - x[k] / gamma,
                1e-12);
}

TEST(PopulationLaw, WeightsOfFarPointsStayFinite) {
  const PopulationLaw law = two_means_law(2000, 3, 0.01);
  std::vector<double> log_weights(2);
  law.class_log_weights(std::vector<double>(2000, 3.), 1e-3, log_weights);
  EXPECT_EQ(log_weights[0], 0);
  EXPECT_LT(log_weights[1], -1e5);
  EXPECT_TRUE(std::isfinite(log_weights[1]));
}

TEST(PopulationLaw, EveryPrefixHasItsShareOfEveryClass) {
  const PopulationLaw equal = two_means_law(1, 1, 1);
  for (int mu = 0; mu < 100; ++mu) EXPECT_EQ(equal.class_of_index(mu), mu % 2);
  const PopulationLaw uneven = two_means_law(1, 1, 1, {0.15, 0.85});
  double first = 0;
  for (int n = 1; n <= 5000; ++n) {
    first += uneven.class_of_index(n - 1) == 0 ? 1 : 0;
    EXPECT_LE(std::abs(first - 0.15 * n), 1 + std::log(n));
  }
}

TEST(PopulationLaw, PointsHaveItsMeanAndCovariance) {
  const int d = 5, points = 40000;
  const PopulationLaw law = two_means_law(d, 0.7, 0.5, {0.25, 0.75});
  const kernels::Stream stream = kernels::make_stream(3, 0, kernels::Purpose::training_point);
  std::vector<double> sum(d, 0.), direction = any_point(d, 4), product(d);
  double squares = 0, fourth = 0;
  std::vector<float> point(d);
  const std::vector<double> mean = law.mean();
  for (int mu = 0; mu < points; ++mu) {
    law.sample(stream, mu, point);
    double projection = 0;
    for (int k = 0; k < d; ++k) {
      sum[k] += point[k];
      projection += (point[k] - mean[k]) * direction[k];
    }
    squares += projection * projection;
    fourth += std::pow(projection, 4);
  }
  law.covariance_product(direction, product);
  const double expected = std::inner_product(product.begin(), product.end(), direction.begin(), 0.);
  const double variance = squares / points,
               error = std::sqrt((fourth / points - variance * variance) / points);
  EXPECT_NEAR(variance, expected, 4 * error);
  for (int k = 0; k < d; ++k) EXPECT_NEAR(sum[k] / points, mean[k], 4 * std::sqrt(1.0 / points));
}

TEST(PopulationLaw, RefusesPriorsThatAreNone) {
  EXPECT_THROW(two_means_law(2, 1, 1, {0.5, 0.6}), ContractError);
  EXPECT_THROW(two_means_law(2, 1, 1, {1, 0}), ContractError);
  EXPECT_THROW(two_means_law(2, 1, 0), ContractError);
}

}  // namespace
}  // namespace regimes::datasets
