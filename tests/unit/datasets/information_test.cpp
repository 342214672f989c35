// The information density of queries: of laws from their log density, of points from the Gaussian with their
// covariance, by elimination.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "base/process.hpp"
#include "datasets/population/laws.hpp"
#include "datasets/spectra/point_gaussian.hpp"

namespace regimes::datasets {
namespace {

const std::vector<double> times{.05, .4, 2};

std::vector<double> normals(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> values(count);
  for (double& value : values) value = static_cast<float>(normal(random));
  return values;
}

TEST(NoisedLogDensities, AreThoseOfEveryPoint) {
  constexpr int d = 6, queries = 3;
  const std::vector<double> a = normals(queries * d, 1), z = normals(queries * d, 2);
  const std::size_t states = 2 * times.size();
  for (const PopulationLaw& law : {gaussian_law(d, 2), two_means_law(d, .7, 1.5, {.3, .7}),
                                   covariances_law(d, {power_law_variances(d, 1, 1), {.5}}, {.5, .5})}) {
    std::vector<double> found(queries * states), x(d);
    law.noised_log_densities(a, z, times, found);
    for (std::size_t i = 0; i < found.size(); ++i) {
      const std::size_t first = i / states * d;
      const double t = times[i % times.size()], sign = i % states < times.size() ? 1 : -1;
      for (int k = 0; k < d; ++k)
        x[k] = std::exp(-t) * a[first + k] + sign * std::sqrt(noise_variance(t)) * z[first + k];
      EXPECT_NEAR(found[i], law.log_density(x, t), 1e-9 * std::abs(found[i]));
    }
  }
}

/// (1/2) x^T C^{-1} x + (1/2) ln det C by Gaussian elimination.
double minus_log_gaussian(std::vector<std::vector<double>> c, std::vector<double> x) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sum += x[i] * x[i] / c[i][i] / 2 + std::log(c[i][i]) / 2;
    for (std::size_t j = i + 1; j < x.size(); ++j) {
      const double factor = c[j][i] / c[i][i];
      for (std::size_t k = i; k < x.size(); ++k) c[j][k] -= factor * c[i][k];
      x[j] -= factor * x[i];
    }
  }
  return sum;
}

TEST(PointGaussian, HasTheInformationDensityOfTheCovariance) {
  constexpr std::size_t d = 4, points = 50, all = 60, queries = 3;
  const std::vector<double> base = normals(all * d, 3);
  StoredSet stored;
  stored.points = all;
  stored.dimension = d;
  stored.center.assign(d, 0.);
  stored.mean.assign(d, .3);
  stored.class_of.assign(all, 0);
  for (std::size_t i = 0; i < all * d; ++i)
    stored.rows.push_back(static_cast<float>(i % d == 3 ? 1 : base[i] + .5 * base[i - i % d] + 1));
  const TrainingSet set(stored, {});
  const parallel::Communicator together, alone = together.split(together.rank());
  const PointGaussian gaussian(set, points, {}, alone);
  ASSERT_TRUE(gaussian.is_known());
  std::vector<double> mean(d, 0.);
  for (std::size_t i = 0; i < points * d; ++i) mean[i % d] += stored.rows[i] / double{points};
  const std::vector<double> sources(stored.rows.begin(), stored.rows.begin() + queries * d),
      noises = normals(queries * d, 4);
  std::vector<double> found(queries * 2 * times.size());
  gaussian.information_density(gaussian.source_coordinates(sources), gaussian.noise_coordinates(noises),
                               times, found);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::size_t query = i / (2 * times.size()), column = i % (2 * times.size());
    const double t = times[column % times.size()], sign = column < times.size() ? 1 : -1,
                 noise = noise_variance(t);
    std::vector<std::vector<double>> c(d, std::vector<double>(d, 0.));
    std::vector<double> x(d);
    double norm = 0;
    for (std::size_t j = 0; j < d; ++j) {
      for (std::size_t k = 0; k < d; ++k) {
        for (std::size_t mu = 0; mu < points; ++mu)
          c[j][k] += std::exp(-2 * t) / points * (stored.rows[mu * d + j] - mean[j]) *
                     (stored.rows[mu * d + k] - mean[k]);
        if (j == k) c[j][k] += noise;
      }
      const double z = noises[query * d + j];
      x[j] = std::exp(-t) * (sources[query * d + j] - mean[j]) + sign * std::sqrt(noise) * z;
      norm += z * z;
    }
    EXPECT_NEAR(found[i], minus_log_gaussian(c, x) - norm / 2 - d / 2. * std::log(noise), 1e-6);
  }
}

// Moments that spectra have summed serve the Gaussian of the same points, and of no others.
TEST(PointGaussian, TakesTheMomentsOfItsPointsAlone) {
  constexpr std::size_t d = 3, count = 40;
  StoredSet stored;
  stored.points = count;
  stored.dimension = d;
  stored.center.assign(d, 0.);
  stored.mean.assign(d, 0.);
  stored.class_of.assign(count, 0);
  for (const double value : normals(count * d, 5)) stored.rows.push_back(static_cast<float>(value));
  const TrainingSet set(stored, {});
  const parallel::Communicator together, alone = together.split(together.rank());
  const std::vector<double> noises = normals(d, 6), source(stored.rows.begin(), stored.rows.begin() + d);
  const auto information = [&](std::int64_t points, const PointMoments& known) {
    const PointGaussian gaussian(set, points, {}, alone, known);
    std::vector<double> found(2 * times.size());
    gaussian.information_density(gaussian.source_coordinates(source), gaussian.noise_coordinates(noises),
                                 times, found);
    return found;
  };
  for (const std::int64_t points : {20, 30}) {
    PointMoments moments;
    prefix_covariance_spectra(set, {10, points}, {}, alone, {}, &moments);
    EXPECT_EQ(moments.points, points);
    const std::vector<double> expected = information(20, {}), found = information(20, moments);
    for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-12) << points;
    moments.sums.assign(moments.sums.size(), 1);  // what it takes for the sums shows
    EXPECT_EQ(information(20, moments) == expected, points != 20);
  }
}

}  // namespace
}  // namespace regimes::datasets
