// Points whose coordinates are double numbers: both paths see all digits, where float rows would lose them.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "base/error.hpp"
#include "kernels/density_sweep.hpp"
#include "kernels/reference/reference_density.hpp"
#include "kernels/reference/reference_sweep.hpp"
#include "sweep_comparison.hpp"
#include "sweep_fixture.hpp"

namespace regimes::kernels {
namespace {

constexpr int dimension = 37, queries = 19;
constexpr double fine = 1e-6;  // what float numbers of order 1 hardly tell apart

/// Families of near points: which of them is nearest, and with what weight, is in the digits beyond float.
reference::Points near_points(std::int64_t count) {
  std::mt19937_64 generator(5);
  std::normal_distribution<double> normal;
  reference::Points points{count, dimension, 2, {}, {}};
  std::vector<double> center(dimension);
  for (std::int64_t mu = 0; mu < count; ++mu) {
    if (mu % 8 == 0)
      for (double& value : center) value = normal(generator);
    for (const double value : center) points.a.push_back(value + fine * normal(generator));
    points.class_of.push_back(static_cast<int>(mu % 2));
  }
  return points;
}

StoredPoints double_rows(const reference::Points& points) {
  StoredPoints rows(points.count, dimension, points.classes, Coordinates::fp64);
  const std::vector<std::int32_t> classes(points.class_of.begin(), points.class_of.end());
  rows.write(0, std::span<const double>(points.a), classes);
  return rows;
}

class DoubleRows : public testing::TestWithParam<std::tuple<SweepPath, std::int64_t>> {};

TEST_P(DoubleRows, GiveTheSumsOfTheReference) {
  const auto [path, count] = GetParam();
  const reference::Points points = near_points(count);
  const StoredPoints rows = double_rows(points);
  const double t = fine * fine;  // noise as large as the distances within a family
  const std::vector<double> times{t, .3};
  NoisedQueries noised = test::noised_queries(points, queries, count, 3);
  FreeQueries free{queries, dimension, {}};
  for (int q = 0; q < queries; ++q)
    for (int k = 0; k < dimension; ++k) {
      const std::size_t at = static_cast<std::size_t>(q) * dimension + k;
      noised.source[at] = points.point(noised.source_index[q])[k];
      free.x.push_back(noised.source[at] * std::exp(-t) + std::sqrt(2 * t) * noised.noise[at]);
    }
  // Products are of order 37 and known to 1e-14: logits to 1e-14/t/2, and their differences are of order 1.
  const test::Tolerance tolerance{.1, .1};
  test::expect_equal(test::sweep_all(rows, noised, {times, Precision::fp64, count, path}, {}, 0, count),
                     reference::sweep(points, noised, times, 0, count), tolerance);
  const auto mean = make_mean_sweep(rows, free, {{t}, Precision::fp64, count, path});
  mean->run({}, 0, Partition{}.local_blocks(count) * tiles_per_block, 0, count);
  const PosteriorMeans means = mean->collect();
  const auto nearest =
      make_nearest_sweep(rows, free, std::vector<double>(queries, t), 1, Precision::fp64, path);
  nearest->run({}, 0, Partition{}.local_blocks(count) * tiles_per_block, 0, count);
  const Neighbours found = nearest->collect();
  for (int q = 0; q < queries; ++q) {
    std::vector<double> x(free.x.begin() + q * dimension, free.x.begin() + (q + 1) * dimension);
    Posterior expected;
    for (std::int64_t mu = 0; mu < count; ++mu) expected.add(-reference::energy(points.point(mu), x, t), mu);
    EXPECT_EQ(found.of(q)[0].index, expected.nearest_index);
    for (int k = 0; k < dimension; ++k)
      EXPECT_NEAR(means.mean(q, k), points.point(expected.nearest_index)[k], 10 * fine);
  }
}

INSTANTIATE_TEST_SUITE_P(Paths, DoubleRows,
                         testing::Combine(testing::Values(SweepPath::host, SweepPath::device),
                                          testing::Values(1, tile_points, 3 * tile_points + 5)));

TEST(DoubleRows, AreReadAsTheyWereWritten) {
  const reference::Points points = near_points(StoredPoints::rows_together + 7);
  const StoredPoints rows = double_rows(points);
  std::vector<double> all, one(dimension);
  rows.visit(0, points.count,
             [&](std::span<const double> some) { all.insert(all.end(), some.begin(), some.end()); });
  EXPECT_EQ(all, points.a);
  rows.read(9, one);
  EXPECT_EQ(one, std::vector<double>(points.point(9), points.point(10)));
}

TEST(DoubleRows, AreNotForSweepsInFloat) {
  const reference::Points points = near_points(3);
  EXPECT_THROW(
      make_sweep(double_rows(points), test::noised_queries(points, 1, 1, 3), {{.1}, Precision::fp32}),
      ContractError);
}

}  // namespace
}  // namespace regimes::kernels
