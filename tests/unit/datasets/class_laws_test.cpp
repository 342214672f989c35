#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "base/error.hpp"
#include "base/process.hpp"
#include "datasets/population/ising_class.hpp"
#include "datasets/population/laws.hpp"
#include "datasets/population/population_set.hpp"

namespace regimes::datasets {
namespace {

std::vector<double> any_point(int dimension, std::uint64_t index) {
  std::vector<float> normals;
  kernels::append_normals(kernels::make_stream(8, 0, kernels::Purpose::query_noise), index, dimension,
                          normals);
  return {normals.begin(), normals.end()};
}

/// ln P_t(x) and D by a sum over all 2^d chains.
struct Enumeration {
  Enumeration(int d, double beta, const std::vector<double>& x, double t) : mean(d, 0.) {
    double normalisation = 0, density = 0;
    for (int state = 0; state < (1 << d); ++state) {
      std::vector<double> spins(d);
      for (int k = 0; k < d; ++k) spins[k] = state >> k & 1 ? 1 : -1;
      double bonds = 0, distance = 0;
      for (int k = 0; k + 1 < d; ++k) bonds += spins[k] * spins[k + 1];
      for (int k = 0; k < d; ++k) distance += std::pow(x[k] - std::exp(-t) * spins[k], 2);
      const double mass = std::exp(beta * bonds),
                   weight = mass * std::exp(-distance / (2 * noise_variance(t)));
      normalisation += mass;
      density += weight;
      for (int k = 0; k < d; ++k) mean[k] += weight * spins[k];
    }
    for (double& m : mean) m /= density;
    log_density =
        std::log(density / normalisation) - d * std::log(2 * std::numbers::pi * noise_variance(t)) / 2;
  }
  std::vector<double> mean;
  double log_density = 0;
};

TEST(IsingClass, IsTheSumOverAllChains) {
  for (const int d : {1, 2, 5, 9})
    for (const double beta : {0.0, 0.7, -0.4, 2.5})
      for (const double t : {0.1, 0.5, 2.0}) {
        const IsingClass chain(d, beta);
        const std::vector<double> x = any_point(d, d);
        const Enumeration expected(d, beta, x, t);
        std::vector<double> mean(d);
        EXPECT_NEAR(chain.posterior_mean(x, t, mean), expected.log_density, 1e-10);
        EXPECT_NEAR(chain.log_density(x, t), expected.log_density, 1e-10);
        for (int k = 0; k < d; ++k) EXPECT_NEAR(mean[k], expected.mean[k], 1e-12) << d << beta << t;
      }
}

TEST(IsingClass, StaysFiniteWhereExponentialsOverflow) {
  const IsingClass chain(3000, 90);
  std::vector<double> x(3000, 1.), mean(3000);
  x[1500] = -1;
  EXPECT_TRUE(std::isfinite(chain.posterior_mean(x, 1e-6, mean)));
  EXPECT_EQ(mean[1500], -1);
  EXPECT_EQ(mean[0], 1);
}

TEST(IsingClass, AtTimeZeroIsTheMassOfAChain) {
  const IsingClass chain(3, 0.4);
  const double bond = 2 * std::cosh(0.4);
  EXPECT_NEAR(chain.log_density(std::vector<double>{1, 1, -1}, 0), std::log(1 / (2 * bond * bond)), 1e-14);
  EXPECT_EQ(chain.log_density(std::vector<double>{1, .5, -1}, 0), -std::numeric_limits<double>::infinity());
}

TEST(IsingClass, NeighboursAgreeAsTheTemperatureSays) {
  const int d = 64, points = 4000;
  for (const double beta : {0.6, -0.6}) {
    const IsingClass chain(d, beta);
    const kernels::Stream stream = kernels::make_stream(2, 0, kernels::Purpose::training_point);
    std::vector<float> spins(d);
    double bonds = 0, magnetisation = 0;
    for (int mu = 0; mu < points; ++mu) {
      chain.sample(stream, mu, spins);
      for (int k = 0; k + 1 < d; ++k) bonds += spins[k] * spins[k + 1];
      magnetisation += spins[0];
    }
    const double tanh = std::tanh(beta), count = points * (d - 1.);
    EXPECT_NEAR(bonds / count, tanh, 4 * std::sqrt((1 - tanh * tanh) / count));
    EXPECT_NEAR(magnetisation / points, 0, 4 / std::sqrt(1. * points));
  }
}

TEST(IsingClass, CovarianceIsAPowerOfTheDistance) {
  const int d = 9;
  const double tanh = std::tanh(0.8);
  const std::vector<double> v = any_point(d, 3);
  std::vector<double> out(d, 1.);
  IsingClass(d, 0.8).add_covariance_product(2, v, out);
  for (int k = 0; k < d; ++k) {
    double expected = 1;
    for (int l = 0; l < d; ++l) expected += 2 * std::pow(tanh, std::abs(k - l)) * v[l];
    EXPECT_NEAR(out[k], expected, 1e-12);
  }
}

/// Mass of every state of d spins of Curie and Weiss that is in the class `sign`, of the sign of its
/// magnetisation; half of none.
struct SpinStates {
  SpinStates(int d, double beta, double field, double sign) {
    double all = 0;
    for (int state = 0; state < (1 << d); ++state) {
      std::vector<double> spins(d);
      for (int k = 0; k < d; ++k) spins[k] = state >> k & 1 ? 1 : -1;
      const double sum = std::accumulate(spins.begin(), spins.end(), 0.);
      const double weight = std::exp(beta * sum * sum / (2 * d) + field * sum / d);
      all += weight;
      mass.push_back(weight * (sum == 0 ? .5 : sign * sum > 0));
      states.push_back(spins);
    }
    for (double& each : mass) each /= all;
    prior = std::accumulate(mass.begin(), mass.end(), 0.);
    for (double& each : mass) each /= prior;
  }
  std::vector<std::vector<double>> states;
  std::vector<double> mass;
  double prior;
};

TEST(CurieWeiss, IsTheSumOverAllStates) {
  for (const int d : {1, 2, 7, 12})
    for (const double beta : {0.4, 1.0, 2.5})
      for (int c = 0; c < 2; ++c) {
        const SpinStates exact(d, beta, 0.7, c == 0 ? 1 : -1);
        const PopulationLaw law = curie_weiss_law(d, beta, 0.7);
        EXPECT_NEAR(law.priors()[c], exact.prior, 1e-12) << d << beta;
        for (std::size_t i = 0; i < exact.states.size(); i += 7) {
          const double found = law.class_law(c).log_density(exact.states[i], 0);
          if (exact.mass[i] == 0)
            EXPECT_EQ(found, -std::numeric_limits<double>::infinity());
          else
            EXPECT_NEAR(found, std::log(exact.mass[i]), 1e-10);
        }
        for (const double t : {0.05, 0.4, 2.0}) {
          const std::vector<double> x = any_point(d, d + c);
          double density = 0;
          std::vector<double> expected(d), mean(d);
          for (std::size_t i = 0; i < exact.states.size(); ++i) {
            double distance = 0;
            for (int k = 0; k < d; ++k) distance += std::pow(x[k] - std::exp(-t) * exact.states[i][k], 2);
            const double weight = exact.mass[i] * std::exp(-distance / (2 * noise_variance(t)));
            density += weight;
            for (int k = 0; k < d; ++k) expected[k] += weight * exact.states[i][k];
          }
          const double log_density =
              std::log(density) - d * std::log(2 * std::numbers::pi * noise_variance(t)) / 2;
          EXPECT_NEAR(law.class_law(c).posterior_mean(x, t, mean), log_density, 1e-10);
          EXPECT_NEAR(law.class_law(c).log_density(x, t), log_density, 1e-10);
          for (int k = 0; k < d; ++k) EXPECT_NEAR(mean[k], expected[k] / density, 1e-11);
        }
      }
}

/// E M^2 = 1/d + (1 - 1/d) E a_k a_l, from the covariance and the mean.
double mean_square_magnetisation(const PopulationLaw& law) {
  const int d = law.dimension();
  std::vector<double> ones(d, 1.), product(d);
  law.covariance_product(ones, product);
  return std::accumulate(product.begin(), product.end(), 0.) / d / d + std::pow(law.mean()[0], 2);
}

TEST(CurieWeiss, HasTheKnownMagnetisationOfThousandSpins) {
  const PopulationLaw law = curie_weiss_law(1000, 1.5, std::log(4.) / 2);
  EXPECT_NEAR(mean_square_magnetisation(law), .736242, 6e-7);
  EXPECT_NEAR(law.priors()[0], .766549, 6e-7);
  // Far above criticality the modes are at m* = tanh(beta m*): m*(2) = .957504.
  const PopulationLaw cold = curie_weiss_law(1 << 20, 2, 0);
  EXPECT_NEAR(std::sqrt(mean_square_magnetisation(cold)), .957504, 2e-6);
  EXPECT_NEAR(cold.priors()[0], .5, 1e-12);
}

TEST(CurieWeiss, PointsHaveItsMagnetisation) {
  constexpr int d = 200, points = 4000;
  for (const double beta : {0.8, 1.0, 1.5}) {
    const PopulationLaw law = curie_weiss_law(d, beta, 0.6);
    const kernels::Stream stream = kernels::make_stream(4, 0, kernels::Purpose::training_point);
    std::vector<float> spins(d);
    double first = 0, second = 0, fourth = 0;
    for (int mu = 0; mu < points; ++mu) {
      law.sample(stream, mu, spins);
      const double m = std::accumulate(spins.begin(), spins.end(), 0.) / d;
      first += m / points;
      second += m * m / points;
      fourth += m * m * m * m / points;
    }
    EXPECT_NEAR(first, law.mean()[0], 4 * std::sqrt((second - first * first) / points)) << beta;
    EXPECT_NEAR(second, mean_square_magnetisation(law), 4 * std::sqrt((fourth - second * second) / points))
        << beta;
  }
}

TEST(CurieWeiss, ClassesAreTheSignsOfTheMagnetisation) {
  const kernels::Stream stream = kernels::make_stream(4, 0, kernels::Purpose::training_point);
  for (const int d : {20, 21}) {
    const PopulationLaw law = curie_weiss_law(d, 0.6, 0.3);
    std::vector<float> spins(d);
    int none = 0;
    for (int mu = 0; mu < 1000; ++mu) {
      law.sample(stream, mu, spins);
      const double sum = std::accumulate(spins.begin(), spins.end(), 0.);
      none += sum == 0;
      EXPECT_GE(law.class_of_index(mu) == 0 ? sum : -sum, 0) << d << mu;
    }
    EXPECT_EQ(none > 0, d % 2 == 0);
  }
}

// Also of points that are of the other class, and where noise says all or nothing.
TEST(CurieWeiss, MeansOfManySpinsAreGradientsOfTheDensityOfTheirClass) {
  constexpr int d = 300;
  const PopulationLaw law = curie_weiss_law(d, 1.4, 0.5);
  const kernels::Stream stream = kernels::make_stream(4, 0, kernels::Purpose::training_point);
  std::vector<float> spins(d);
  for (const double t : {0.05, 0.5, 2.5})
    for (int mu = 0; mu < 4; ++mu) {
      law.sample(stream, mu, spins);
      std::vector<double> x = any_point(d, mu + 1), mean(d);
      for (int k = 0; k < d; ++k) x[k] = x[k] * std::sqrt(noise_variance(t)) + std::exp(-t) * spins[k];
      for (int c = 0; c < 2; ++c) {
        const double log_density = law.class_law(c).posterior_mean(x, t, mean);
        EXPECT_NEAR(law.class_law(c).log_density(x, t), log_density, 1e-9 * std::abs(log_density));
        for (const int k : {0, 7, d - 1}) {
          const double step = 1e-5, middle = x[k];
          x[k] = middle + step;
          const double above = law.class_law(c).log_density(x, t);
          x[k] = middle - step;
          const double below = law.class_law(c).log_density(x, t);
          x[k] = middle;
          const double slope = (above - below) / (2 * step);
          EXPECT_NEAR(mean[k], (noise_variance(t) * slope + x[k]) * std::exp(t), 1e-5) << t << mu << c << k;
        }
      }
    }
}

std::vector<PopulationLaw> all_laws(int d) {
  return {gaussian_law(d, 0.7),
          two_means_law(d, 0.4, 0.5, {0.2, 0.8}),
          several_means_law(d, {1, 0.5, 2}, 0.3, {0.5, 0.2, 0.3}),
          hierarchy_law(d, 1.5, 0.5, 1),
          covariances_law(d, {{1.5}, {0.5}}, equal_priors(2)),
          covariances_law(d, {power_law_variances(d, 1, 2), power_law_variances(d, 0, 1)}, {0.6, 0.4}),
          ising_law(d, {0.2, 0.9}, equal_priors(2)),
          curie_weiss_law(d, 1.3, 0.5)};
}

TEST(PopulationLaws, ScoreIsTheGradientOfTheLogDensity) {
  const int d = 12;
  for (const PopulationLaw& law : all_laws(d))
    for (const double t : {0.2, 1.0}) {
      std::vector<double> x = any_point(d, 6), score(d);
      law.exact_score(x, t, score);
      for (int k = 0; k < d; ++k) {
        const double step = 1e-5, middle = x[k];
        x[k] = middle + step;
        const double above = law.log_density(x, t);
        x[k] = middle - step;
        const double below = law.log_density(x, t);
        x[k] = middle;
        EXPECT_NEAR(score[k], (above - below) / (2 * step), 1e-6);
      }
    }
}

// E[x.F] = -d for x from P_t (Stein's identity).
TEST(PopulationLaws, ScoreObeysSteinsIdentity) {
  const int d = 12, points = 2000;
  const double t = 0.3;
  const kernels::Stream stream = kernels::make_stream(4, 0, kernels::Purpose::training_point),
                        noise = kernels::make_stream(4, 0, kernels::Purpose::query_noise);
  for (const PopulationLaw& law : all_laws(d)) {
    double sum = 0, squares = 0;
    std::vector<float> point(d), normals;
    std::vector<double> x(d), score(d);
    for (int mu = 0; mu < points; ++mu) {
      law.sample(stream, mu, point);
      normals.clear();
      kernels::append_normals(noise, mu, d, normals);
      for (int k = 0; k < d; ++k) x[k] = std::exp(-t) * point[k] + std::sqrt(noise_variance(t)) * normals[k];
      law.exact_score(x, t, score);
      const double product = std::inner_product(x.begin(), x.end(), score.begin(), 0.);
      sum += product;
      squares += product * product;
    }
    const double mean = sum / points, error = std::sqrt((squares / points - mean * mean) / points);
    EXPECT_NEAR(mean, -d, 4 * error);
  }
}

TEST(PopulationLaws, DirectionsOfMeansAreOrthogonal) {
  const int d = 21;
  for (int a = 0; a < d; ++a)
    for (int b = 0; b <= a; ++b) {
      const auto first = orthogonal_direction(d, a), second = orthogonal_direction(d, b);
      EXPECT_NEAR(std::inner_product(first.begin(), first.end(), second.begin(), 0.), a == b ? d : 0, 1e-11);
    }
  EXPECT_THROW(orthogonal_direction(3, 3), ContractError);
}

TEST(PopulationLaws, PowerLawHasItsMeanVariance) {
  const auto variances = power_law_variances(50, 0.7, 3);
  EXPECT_NEAR(std::accumulate(variances.begin(), variances.end(), 0.) / 50, 3, 1e-12);
  EXPECT_NEAR(variances[0] / variances[9], std::pow(10, 0.7), 1e-12);
}

TEST(PopulationLaws, DrawTheSamePointsOnAnyNumberOfRanks) {
  const int d = 6;
  const std::int64_t points = 1000;
  for (const PopulationLaw& law : all_laws(d)) {
    const StoredSet whole = draw_shard(law, points, 7, 1, {1, 0});
    for (int rank = 0; rank < 3; ++rank) {
      const kernels::Partition partition{3, rank};
      const StoredSet shard = draw_shard(law, points, 7, 1, partition);
      EXPECT_EQ(shard.class_of, whole.class_of);
      const auto owned = owned_points(partition, 0, partition.local_rows(points));
      for (std::size_t row = 0; row < owned.size(); ++row)
        for (int k = 0; k < d; ++k) ASSERT_EQ(shard.rows[row * d + k], whole.rows[owned[row] * d + k]);
    }
  }
}

}  // namespace
}  // namespace regimes::datasets
