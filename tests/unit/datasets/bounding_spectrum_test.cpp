// Runs on several ranks.
#include "datasets/spectra/bounding_spectrum.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "datasets/spectra/covariance.hpp"

namespace regimes::datasets {
namespace {

const kernels::Partition& partition() {
  static const parallel::Communicator world;
  static const kernels::Partition partition{world.size(), world.rank()};
  return partition;
}

/// Coordinate k of every point has s.d. (k + 1)^{-power}; from `rank` on it repeats those before.
TrainingSet make_set(std::int64_t points, int dimension, int rank, double power) {
  StoredSet set;
  set.points = points;
  set.dimension = dimension;
  set.mean.assign(static_cast<std::size_t>(dimension), 0.);
  set.rows.resize(partition().local_rows(points) * dimension);
  for (std::int64_t mu = 0; mu < points; ++mu) {
    if (!partition().owns(mu)) continue;
    for (int k = 0; k < dimension; ++k) {
      const int source = k % rank;
      const double phase = 1e4 * std::sin(12.9898 * static_cast<double>(mu + 1) + 78.233 * (source + 1));
      set.rows[partition().local_row(mu) * dimension + k] =
          static_cast<float>((phase - std::floor(phase) - .5) * std::pow(source + 1, -power));
    }
  }
  return {std::move(set), partition()};
}

double information(const std::vector<double>& spectrum, double signal_to_noise) {
  double sum = 0;
  for (const double eigenvalue : spectrum) sum += .5 * std::log1p(signal_to_noise * eigenvalue);
  return sum;
}

std::vector<double> exact(const TrainingSet& set, std::int64_t points) {
  return prefix_covariance_spectra(set, {points}, partition(), parallel::Communicator()).front();
}

TEST(BoundingSpectrum, HasTheTraceAndMoreInformationThanTheExactOne) {
  constexpr int dimension = 400;
  constexpr std::int64_t points = 3000;
  const TrainingSet set = make_set(points, dimension, dimension, 1);
  const auto bound = bounding_spectrum(set, points, partition(), parallel::Communicator());
  const auto spectrum = exact(set, points);
  ASSERT_EQ(bound.size(), spectrum.size());
  EXPECT_TRUE(std::is_sorted(bound.rbegin(), bound.rend()));
  const double trace = std::accumulate(spectrum.begin(), spectrum.end(), 0.);
  EXPECT_NEAR(std::accumulate(bound.begin(), bound.end(), 0.), trace, 1e-10 * trace);
  for (const double signal_to_noise : {.1, 1., 10., 1e3}) {
    const double of_points = information(spectrum, signal_to_noise),
                 bounded = information(bound, signal_to_noise);
    EXPECT_GE(bounded, of_points) << signal_to_noise;
    EXPECT_LE(bounded, 1.02 * of_points) << signal_to_noise;
  }
}

TEST(BoundingSpectrum, IsExactWherePointsSpanFewDimensions) {
  constexpr int dimension = 300, rank = 40;
  constexpr std::int64_t points = 1500;
  const TrainingSet set = make_set(points, dimension, rank, .5);
  const auto bound = bounding_spectrum(set, points, partition(), parallel::Communicator());
  const auto spectrum = exact(set, points);
  for (std::size_t i = 0; i < spectrum.size(); ++i)
    EXPECT_NEAR(bound[i], spectrum[i], 1e-9 * spectrum[0]) << i;
}

TEST(BoundingSpectrum, TakesFewerPointsThanDirections) {
  const TrainingSet set = make_set(50, 200, 200, 0);
  const auto bound = bounding_spectrum(set, 50, partition(), parallel::Communicator());
  const auto spectrum = exact(set, 50);
  for (std::size_t i = 0; i < spectrum.size(); ++i)
    EXPECT_NEAR(bound[i], spectrum[i], 1e-9 * spectrum[0]) << i;
}

}  // namespace
}  // namespace regimes::datasets
