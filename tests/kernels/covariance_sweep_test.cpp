// Products of posterior covariances with vectors against plain loops in double.
#include "kernels/covariance_sweep.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kernels/reference/reference_covariance.hpp"
#include "sweep_fixture.hpp"

namespace regimes::kernels {
namespace {

using test::free_queries;
using test::random_points;
using test::stored_points;

constexpr int vectors = 3;

/// With the references and means of the plain loops.
CovarianceQueries covariance_queries(const reference::Points& points, int count, double amplitude, double t,
                                     std::uint64_t seed) {
  CovarianceQueries made{free_queries(count, points.dimension, amplitude, seed), {}, {}, vectors, {}};
  const PosteriorStates states = reference::sweep(points, made.queries, t, 0, points.count);
  for (const Posterior& state : states.posterior) {
    made.reference.push_back(state.nearest_logit);
    const double* nearest = points.point(state.nearest_index);  // any centre will do
    made.mean.insert(made.mean.end(), nearest, nearest + points.dimension);
  }
  made.vector = free_queries(count * vectors, points.dimension, 1, seed + 1).x;
  return made;
}

void expect_equal(const CovarianceProducts& sums, const CovarianceProducts& expected, double tolerance) {
  for (int q = 0; q < expected.queries; ++q) {
    EXPECT_NEAR(sums.weight[q], expected.weight[q], tolerance * expected.weight[q]);
    for (int v = 0; v < expected.vectors; ++v) {
      const std::size_t i = expected.at(q, v);
      const double scale = expected.square[i] + expected.weight[q];
      EXPECT_NEAR(sums.square[i], expected.square[i], tolerance * scale) << "query " << q;
      EXPECT_NEAR(sums.overlap[i], expected.overlap[i], tolerance * scale) << "query " << q;
      for (int k = 0; k < expected.dimension; ++k)
        ASSERT_NEAR(sums.sum[i * expected.dimension + k], expected.sum[i * expected.dimension + k],
                    10 * tolerance * scale)
            << "query " << q << ", coordinate " << k;
    }
  }
}

struct Shape {
  int points, dimension, queries;
};

class Covariances : public testing::TestWithParam<std::tuple<Shape, Precision, SweepPath>> {};

TEST_P(Covariances, MultiplyAsTheDefinitionSays) {
  const auto [shape, precision, path] = GetParam();
  const auto points = random_points(shape.points, shape.dimension, 0, 41);
  const double tolerance = precision == Precision::fp32 ? 3e-4 : 1e-9;
  for (const double t : {0.05, 0.5, 2.}) {
    const CovarianceQueries queries = covariance_queries(points, shape.queries, 1.2, t, 42);
    CovarianceProducts merged(shape.queries, vectors, shape.dimension);
    for (int rank = 0; rank < 3; ++rank) {
      const Partition partition{3, rank};
      const auto sweep = make_covariance_sweep(stored_points(points, partition), queries,
                                               {{t}, precision, shape.points, path});
      const std::int64_t tiles = partition.local_blocks(shape.points) * tiles_per_block;
      sweep->run(partition, 0, tiles / 2, 0, shape.points);
      sweep->run(partition, tiles / 2, tiles, 0, shape.points);
      merged.merge(sweep->collect());
      merged.merge(sweep->collect());  // of nothing
    }
    EXPECT_EQ(merged.work.terms, static_cast<std::int64_t>(shape.points) * shape.queries);
    expect_equal(merged, reference::covariance_products(points, queries, t, 0, points.count), tolerance);
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, Covariances,
                         testing::Combine(testing::Values(Shape{1, 3, 1}, Shape{95, 2, 5}, Shape{97, 17, 65},
                                                          Shape{700, 40, 20}, Shape{10500, 9, 64}),
                                          testing::Values(Precision::fp32, Precision::fp64),
                                          testing::Values(SweepPath::host, SweepPath::device)));

TEST(Covariances, OfPartOfThePointsAndOfProceduralOnes) {
  constexpr int begin = 50, end = 1500;
  const auto law = test::two_means(make_stream(3, 0, Purpose::training_point), 21, 1, 0.5);
  const auto points = reference::unfold(law, 2000);
  const CovarianceQueries queries = covariance_queries(points, 10, 1, 0.4, 43);
  for (const PointSource& source : {PointSource(law), PointSource(stored_points(points, {}))}) {
    const auto sweep = make_covariance_sweep(source, queries, {{0.4}, Precision::fp64, 2000});
    sweep->run({}, 0, Partition{}.local_blocks(end) * tiles_per_block, begin, end);
    expect_equal(sweep->collect(), reference::covariance_products(points, queries, 0.4, begin, end), 1e-9);
  }
}

TEST(Covariances, OfEqualPointsAreNothing) {
  auto points = random_points(1, 8, 0, 44);
  for (int i = 0; i < 6; ++i) points.a.insert(points.a.end(), points.a.begin(), points.a.begin() + 8);
  points.count = 7;
  const CovarianceQueries queries = covariance_queries(points, 3, 1, 0.01, 45);
  const auto sweep = make_covariance_sweep(stored_points(points, {}), queries, {{0.01}, Precision::fp64, 7});
  sweep->run({}, 0, tiles_per_block, 0, 7);
  const CovarianceProducts sums = sweep->collect();
  for (const double weight : sums.weight) EXPECT_NEAR(weight, 7, 1e-9);
  for (const double square : sums.square) EXPECT_NEAR(square, 0, 1e-20);
}

}  // namespace
}  // namespace regimes::kernels
