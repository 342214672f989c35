// Posterior means and nearest neighbours against plain loops in double.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sweep_fixture.hpp"

namespace regimes::kernels {
namespace {

using test::free_queries;
using test::random_points;
using test::stored_points;

/// D(x, t) by the definition: weights from energies formed by differences.
std::vector<double> posterior_mean(const reference::Points& points, const FreeQueries& queries, int query,
                                   double t) {
  const std::vector<double> x(queries.x.begin() + static_cast<std::ptrdiff_t>(query) * queries.dimension,
                              queries.x.begin() + static_cast<std::ptrdiff_t>(query + 1) * queries.dimension);
  double smallest = HUGE_VAL, sum = 0;
  for (std::int64_t i = 0; i < points.count; ++i)
    smallest = std::min(smallest, reference::energy(points.point(i), x, t));
  std::vector<double> mean(points.dimension, 0.);
  for (std::int64_t i = 0; i < points.count; ++i) {
    const double weight = std::exp(smallest - reference::energy(points.point(i), x, t));
    sum += weight;
    for (int k = 0; k < points.dimension; ++k) mean[k] += weight * points.point(i)[k];
  }
  for (double& m : mean) m /= sum;
  return mean;
}

struct Shape {
  int points, dimension, queries;
};

class Means : public testing::TestWithParam<std::tuple<Shape, Precision, SweepPath>> {};

TEST_P(Means, AgreeWithTheDefinition) {
  const auto [shape, precision, path] = GetParam();
  const auto points = random_points(shape.points, shape.dimension, 0, 21);
  const auto queries = free_queries(shape.queries, shape.dimension, 1.2, 22);
  const double tolerance = precision == Precision::fp32 ? 3e-4 : 1e-6;
  for (const double t : {0.05, 0.5, 2.}) {
    PosteriorMeans merged(shape.queries, shape.dimension);
    for (int rank = 0; rank < 3; ++rank) {
      const Partition partition{3, rank};
      const auto sweep =
          make_mean_sweep(stored_points(points, partition), queries, {{t}, precision, shape.points, path});
      sweep->run(partition, 0, partition.local_blocks(shape.points) * tiles_per_block, 0, shape.points);
      merged.merge(sweep->collect());
    }
    EXPECT_EQ(merged.work.terms, static_cast<std::int64_t>(shape.points) * shape.queries);
    EXPECT_LE(merged.work.skipped, merged.work.terms);
    for (int q = 0; q < shape.queries; ++q) {
      const auto expected = posterior_mean(points, queries, q, t);
      for (int k = 0; k < shape.dimension; ++k)
        ASSERT_NEAR(merged.mean(q, k), expected[k], tolerance) << q << " " << k << " t " << t;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, Means,
                         testing::Combine(testing::Values(Shape{1, 3, 1}, Shape{97, 17, 65},
                                                          Shape{700, 40, 20}, Shape{5000, 9, 64}),
                                          testing::Values(Precision::fp32, Precision::fp64),
                                          testing::Values(SweepPath::host, SweepPath::device)));

TEST(Means, OfProceduralPointsAreTheSameAsOfStoredOnes) {
  const auto law = test::two_means(make_stream(3, 0, Purpose::training_point), 21, 1, 0.5);
  const auto points = reference::unfold(law, 2000);
  const auto queries = free_queries(10, 21, 1, 23);
  const SweepSettings settings{{0.4}, Precision::fp32, 2000};
  PosteriorMeans means[2];
  int i = 0;
  for (const PointSource& source : {PointSource(law), PointSource(stored_points(points, {}))}) {
    const auto sweep = make_mean_sweep(source, queries, settings);
    sweep->run({}, 0, Partition{}.local_blocks(2000) * tiles_per_block, 0, 2000);
    means[i++] = sweep->collect();
  }
  for (int q = 0; q < 10; ++q)
    for (int k = 0; k < 21; ++k) EXPECT_NEAR(means[0].mean(q, k), means[1].mean(q, k), 1e-5);
}

class Nearest : public testing::TestWithParam<std::tuple<Shape, int, SweepPath>> {};

TEST_P(Nearest, AgreesWithSortedDistances) {
  const auto [shape, k, path] = GetParam();
  const auto points = random_points(shape.points, shape.dimension, 0, 31);
  const auto queries = free_queries(shape.queries, shape.dimension, 1, 32);
  Neighbours merged(shape.queries, k);
  for (int rank = 0; rank < 2; ++rank) {
    const Partition partition{2, rank};
    const auto sweep = make_nearest_sweep(stored_points(points, partition), queries,
                                          std::vector<double>(shape.queries, 0.), k, Precision::fp64, path);
    sweep->run(partition, 0, partition.local_blocks(shape.points) * tiles_per_block, 0, shape.points);
    merged.merge(sweep->collect());
  }
  for (int q = 0; q < shape.queries; ++q) {
    std::vector<std::pair<double, std::int64_t>> distances;
    for (std::int64_t i = 0; i < points.count; ++i) {
      double squared = 0;
      for (int c = 0; c < shape.dimension; ++c)
        squared += std::pow(queries.x[q * shape.dimension + c] - points.point(i)[c], 2);
      distances.emplace_back(squared, i);
    }
    std::sort(distances.begin(), distances.end());
    for (int rank = 0; rank < k; ++rank)
      ASSERT_EQ(merged.of(q)[rank].index, rank < points.count ? distances[rank].second : -1)
          << q << " " << rank;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, Nearest,
    testing::Combine(testing::Values(Shape{1, 3, 1}, Shape{5, 2, 3}, Shape{97, 17, 65}, Shape{2000, 12, 70}),
                     testing::Values(1, 2, 7), testing::Values(SweepPath::host, SweepPath::device)));

}  // namespace
}  // namespace regimes::kernels
