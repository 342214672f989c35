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

class ClassMeans : public testing::TestWithParam<std::tuple<Shape, Precision, SweepPath>> {
 protected:
  static constexpr int classes = 3;
};

/// Far out in class 0, where nothing of the others would weigh beside it.
FreeQueries queries_near_class_0(const reference::Points& points, int count) {
  FreeQueries queries = free_queries(count, points.dimension, 1.2, 24);
  for (std::size_t i = 0; i < queries.x.size(); ++i)
    queries.x[i] += points.a[i % static_cast<std::size_t>(points.dimension)];
  return queries;
}

TEST_P(ClassMeans, AgreeWithTheReference) {
  const auto [shape, precision, path] = GetParam();
  auto points = random_points(shape.points, shape.dimension, classes, 25);
  for (std::int64_t i = 0; i < points.count; ++i) {  // classes apart by far more than what may be skipped
    double& first = points.a[static_cast<std::size_t>(i) * points.dimension];
    first = static_cast<float>(first + 8 * points.class_of[i]);
  }
  const auto queries = queries_near_class_0(points, shape.queries);
  std::vector<int> class_of;
  for (int q = 0; q < shape.queries; ++q) class_of.push_back(q * 7 % 5 % classes);
  const double tolerance = precision == Precision::fp32 ? 2e-3 : 1e-6;
  for (const double t : {0.2, 0.8, 3.}) {
    const PosteriorMeans expected = reference::class_mean_sweep(points, queries, class_of, t);
    PosteriorMeans merged(class_sides * shape.queries, shape.dimension);
    for (int rank = 0; rank < 3; ++rank) {
      const Partition partition{3, rank};
      const auto sweep = make_class_mean_sweep(stored_points(points, partition), queries, class_of,
                                               {{t}, precision, shape.points, path});
      sweep->run(partition, 0, partition.local_blocks(shape.points) * tiles_per_block, 0, shape.points);
      merged.merge(sweep->collect());
    }
    EXPECT_EQ(merged.work.terms, static_cast<std::int64_t>(shape.points) * shape.queries);
    for (int state = 0; state < expected.queries; ++state) {
      const Posterior &have = merged.posterior[state], &want = expected.posterior[state];
      ASSERT_EQ(have.empty(), want.empty()) << state;
      EXPECT_EQ(have.nearest_index, want.nearest_index) << state << " t " << t;
      if (want.empty()) continue;
      EXPECT_NEAR(have.reference + std::log(have.sum), want.reference + std::log(want.sum),
                  tolerance * (1 + std::abs(want.reference) / 50))
          << state << " t " << t;
      for (int k = 0; k < shape.dimension; ++k)
        ASSERT_NEAR(merged.mean(state, k), expected.mean(state, k), tolerance)
            << state << " " << k << " t " << t;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, ClassMeans,
                         testing::Combine(testing::Values(Shape{1, 3, 4}, Shape{97, 17, 70},
                                                          Shape{700, 40, 20}),
                                          testing::Values(Precision::fp32, Precision::fp64),
                                          testing::Values(SweepPath::host, SweepPath::device)));

// One pass over both sides is the pass over all points.
TEST(ClassMeans, TogetherAreThePosteriorMeansOfProceduralPoints) {
  constexpr int count = 2000, d = 21, queries = 10;
  const auto law = test::two_means(make_stream(3, 0, Purpose::training_point), d, 1, 0.5);
  const auto x = free_queries(queries, d, 1, 23);
  const std::vector<int> class_of{0, 1, 1, 0, 1, 0, 0, 0, 1, 1};
  for (const SweepPath path : {SweepPath::host, SweepPath::device}) {
    const SweepSettings settings{{0.4}, Precision::fp32, count, path};
    const auto tiles = Partition{}.local_blocks(count) * tiles_per_block;
    const auto sweep = make_mean_sweep(law, x, settings);
    sweep->run({}, 0, tiles, 0, count);
    const PosteriorMeans all = sweep->collect();
    const auto parted = make_class_mean_sweep(law, x, class_of, settings);
    parted->run({}, 0, tiles, 0, count);
    const PosteriorMeans sides = parted->collect();
    for (int q = 0; q < queries; ++q) {
      PosteriorMeans both(1, d);
      for (const ClassSide side : {inside_class, outside_class}) {
        const auto state = static_cast<std::size_t>(side_state(q, side));
        both.merge(0, sides.posterior[state], sides.weighted_sums.data() + state * d);
      }
      EXPECT_EQ(both.posterior[0].nearest_index, all.posterior[q].nearest_index);
      for (int k = 0; k < d; ++k) EXPECT_NEAR(both.mean(0, k), all.mean(q, k), 1e-5) << q << " " << k;
    }
  }
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
