// Density sweeps against the reference twin: ragged sizes, all kernels, both sources of points, both
// precisions, both paths; points left out; counts on the edge of the ball.
#include "kernels/density_sweep.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/reference/reference_density.hpp"
#include "sweep_fixture.hpp"

namespace regimes::kernels {
namespace {

using test::free_queries;
using test::random_points;
using test::stored_points;

struct Shape {
  int points, dimension, queries;
};

DensityQueries density_queries(const Shape& shape, double amplitude, bool leaves_out) {
  DensityQueries queries;
  static_cast<FreeQueries&>(queries) = free_queries(shape.queries, shape.dimension, amplitude, 4);
  if (leaves_out)
    for (int q = 0; q < shape.queries; ++q) queries.left_out.push_back((7 * q + 1) % shape.points);
  return queries;
}

PosteriorStates sweep_density(const PointSource& points, const DensityQueries& queries,
                              const DensitySettings& settings, const Partition& partition, std::int64_t end) {
  const auto sweep = make_density_sweep(points, queries, settings);
  sweep->run(partition, 0, partition.local_blocks(end) * tiles_per_block, 0, end);
  return sweep->collect();
}

/// Around the distances of such points, some with none and some with all of them inside.
std::vector<double> bandwidths(DensityKernel kernel, int dimension) {
  const double typical = std::sqrt(3. * dimension);
  if (kernel != DensityKernel::gaussian)
    return {.2 * typical, .8 * typical, typical, 1.1 * typical, 4 * typical};
  return {.4, .7, 1, 2.5};
}

void expect_equal(const PosteriorStates& states, const PosteriorStates& expected, DensityKernel kernel,
                  double tolerance) {
  ASSERT_EQ(states.posterior.size(), expected.posterior.size());
  for (std::size_t i = 0; i < states.posterior.size(); ++i) {
    SCOPED_TRACE(testing::Message() << "query " << i / states.times << ", bandwidth " << i % states.times);
    const Posterior &state = states.posterior[i], &wanted = expected.posterior[i];
    ASSERT_EQ(state.empty(), wanted.empty());
    EXPECT_EQ(state.nearest_index, wanted.nearest_index);
    if (wanted.nearest_index >= 0) {
      EXPECT_NEAR(state.nearest_logit, wanted.nearest_logit,
                  tolerance * (1 + std::abs(wanted.nearest_logit)));
    }
    if (wanted.empty()) continue;
    if (kernel == DensityKernel::gaussian) {
      EXPECT_NEAR(state.reference + std::log(state.sum), wanted.reference + std::log(wanted.sum), tolerance);
    } else {
      EXPECT_EQ(state.reference, 0);
      EXPECT_EQ(state.logit_sum, wanted.logit_sum);  // counts
      EXPECT_NEAR(state.sum, wanted.sum, tolerance * wanted.logit_sum);
    }
    EXPECT_NEAR(state.square_sum / (state.sum * state.sum), wanted.square_sum / (wanted.sum * wanted.sum),
                tolerance);
  }
}

class DensitySweep
    : public testing::TestWithParam<std::tuple<Shape, DensityKernel, Precision, SweepPath, bool>> {};

TEST_P(DensitySweep, AgreesWithTheReferenceOnRaggedSizes) {
  const auto [shape, kernel, precision, path, leaves_out] = GetParam();
  const auto points = random_points(shape.points, shape.dimension, 0, 3);
  const auto queries = density_queries(shape, 1.2, leaves_out);
  const auto grid = bandwidths(kernel, shape.dimension);
  const auto states = sweep_density(stored_points(points, {}), queries,
                                    {grid, kernel, precision, shape.points, path}, {}, shape.points);
  const auto expected = reference::density_sweep(points, queries, kernel, grid, 0, shape.points);
  // Rounding of products of length d up to 130 over h^2 from .16: 3e-7 130/.16 in float.
  expect_equal(states, expected, kernel, precision == Precision::fp32 ? 5e-4 : 1e-7);
}

INSTANTIATE_TEST_SUITE_P(Shapes, DensitySweep,
                         testing::Combine(testing::Values(Shape{1, 3, 1}, Shape{95, 5, 31}, Shape{96, 16, 64},
                                                          Shape{97, 17, 65}, Shape{400, 130, 40},
                                                          Shape{1000, 8, 5}),
                                          testing::Values(DensityKernel::gaussian, DensityKernel::ball,
                                                          DensityKernel::epanechnikov),
                                          testing::Values(Precision::fp32, Precision::fp64),
                                          testing::Values(SweepPath::host, SweepPath::device),
                                          testing::Bool()));

TEST(DensitySweepOfProceduralPoints, AgreesWithTheReference) {
  const auto law = test::two_means(make_stream(5, 0, Purpose::training_point), 13, 1.3f, .4f);
  const Shape shape{300, 13, 20};
  const auto queries = density_queries(shape, 1.2, true);
  for (const auto kernel : {DensityKernel::gaussian, DensityKernel::ball, DensityKernel::epanechnikov})
    for (const auto precision : {Precision::fp32, Precision::fp64})
      for (const auto path : {SweepPath::host, SweepPath::device}) {
        const auto grid = bandwidths(kernel, shape.dimension);
        const auto states = sweep_density(law, queries, {grid, kernel, precision, 300, path}, {}, 300);
        expect_equal(states,
                     reference::density_sweep(reference::unfold(law, 300), queries, kernel, grid, 0, 300),
                     kernel, 5e-4);
      }
}

/// Points of integer coordinates around integer queries: distances are whole, and many lie on the edge.
TEST(BallCounts, AreThoseOfTheClosedBallOnItsEdge) {
  constexpr int side = 7, dimension = 3;
  reference::Points points;
  points.dimension = dimension;
  points.count = side * side * side;
  for (int i = 0; i < points.count; ++i)
    for (const int unit : {1, side, side * side}) points.a.push_back(i / unit % side);
  DensityQueries queries;
  queries.count = 2;
  queries.dimension = dimension;
  queries.x = {3, 3, 3, 0, 1, 2};
  const std::vector<double> grid{1, 2, 3, std::sqrt(14.), 5};
  for (const auto kernel : {DensityKernel::ball, DensityKernel::epanechnikov})
    for (const auto precision : {Precision::fp32, Precision::fp64})
      for (const auto path : {SweepPath::host, SweepPath::device}) {
        const auto states = sweep_density(stored_points(points, {}), queries,
                                          {grid, kernel, precision, points.count, path}, {}, points.count);
        for (int q = 0; q < queries.count; ++q)
          for (std::size_t h = 0; h < grid.size(); ++h) {
            const double squared = grid[h] * grid[h];
            int inside = 0;
            for (int i = 0; i < points.count; ++i) {
              double distance_squared = 0;
              for (int k = 0; k < dimension; ++k)
                distance_squared += std::pow(queries.x[q * dimension + k] - points.point(i)[k], 2);
              inside +=
                  kernel == DensityKernel::ball ? distance_squared <= squared : distance_squared < squared;
            }
            EXPECT_EQ(states.posterior[states.at(q, static_cast<int>(h))].logit_sum, inside)
                << name_of(kernel) << " " << grid[h];
          }
      }
}

TEST(DensitySweepOverRanks, MergesToTheWhole) {
  const Shape shape{1500, 6, 9};
  const auto points = random_points(shape.points, shape.dimension, 0, 8);
  const auto queries = density_queries(shape, 1.2, true);
  for (const auto kernel : {DensityKernel::gaussian, DensityKernel::ball}) {
    const auto grid = bandwidths(kernel, shape.dimension);
    const DensitySettings settings{grid, kernel, Precision::fp64, shape.points, SweepPath::automatic};
    PosteriorStates merged(shape.queries, static_cast<int>(grid.size()), 0);
    for (int rank = 0; rank < 3; ++rank)
      merged.merge(
          sweep_density(stored_points(points, {3, rank}), queries, settings, {3, rank}, shape.points));
    expect_equal(merged, reference::density_sweep(points, queries, kernel, grid, 0, shape.points), kernel,
                 1e-7);
  }
}

}  // namespace
}  // namespace regimes::kernels
