// What sums do not depend on: how points are divided among ranks, pieces, windows and threads, and the other
// queries of a pack.
#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <vector>

#include "sweep_comparison.hpp"
#include "sweep_fixture.hpp"

namespace regimes::kernels {
namespace {

using test::all_times;
using test::expect_equal;
using test::noised_queries;
using test::over_ranks;
using test::random_points;
using test::stored_points;
using test::sweep_all;
using test::Tolerance;

TEST(SweepOrder, DoesNotDependOnHowPointsAreDivided) {
  const std::int64_t count = 1500;
  const auto points = random_points(count, 20, 2, 13);
  const auto queries = noised_queries(points, 33, 200, 14);
  const SweepSettings settings{all_times, Precision::fp32, count};
  const auto whole = sweep_all(stored_points(points, {}), queries, settings, {}, 0, count);
  // Sums differ by the spacing of float logits, up to 128 here, because references may; the nearest point is
  // equal.
  constexpr double spacing_of_logits = 1e-5;
  for (const int ranks : {2, 3, 7, 11}) {
    PosteriorStates merged(queries.count, 4, 2);
    for (int rank = 0; rank < ranks; ++rank) {
      const Partition partition{ranks, rank};
      const auto shard = stored_points(points, partition);
      merged.merge(sweep_all(shard, queries, settings, partition, 0, 700));
      merged.merge(sweep_all(shard, queries, settings, partition, 700, count));
    }
    expect_equal(merged, whole, {spacing_of_logits, spacing_of_logits});
    for (std::size_t i = 0; i < whole.posterior.size(); ++i)
      EXPECT_EQ(merged.posterior[i].nearest_logit, whole.posterior[i].nearest_logit);
  }
}

// Small times, where logits of points to come exceed the references by hundreds, and large ones, where they
// do not: float sums agree to the rounding of doubles. The first block is one rank's.
TEST(SweepOrder, WithCommonReferencesDoesNotDependOnHowPointsAreDivided) {
  const std::int64_t count = 20 * block_points;
  const std::vector<double> times{0.003, 0.05, 0.3, 0.8, 3.};
  const auto points = random_points(count, 20, 2, 13);
  const auto queries = noised_queries(points, 33, block_points, 14);
  for (const auto path : {SweepPath::host, SweepPath::device}) {
    const SweepSettings settings{times, Precision::fp32, count, path};
    const auto whole = over_ranks(points, queries, settings, 1);
    expect_equal(whole, reference::sweep(points, queries, times, 0, count), {4e-3, 4e-3});
    constexpr Tolerance rounding_of_doubles{1e-13, 1e-13};
    for (const int ranks : {2, 3, 7, 11}) {
      const auto divided = over_ranks(points, queries, settings, ranks);
      for (std::size_t i = 0; i < whole.posterior.size(); ++i)
        expect_equal(divided.posterior[i], whole.posterior[i], rounding_of_doubles);
      for (std::size_t i = 0; i < whole.class_sums.size(); ++i) {
        LogSum sum = divided.class_sums[i];
        sum.rebase(whole.class_sums[i].reference);
        EXPECT_NEAR(sum.sum / whole.class_sums[i].sum, 1, rounding_of_doubles.relative);
      }
      EXPECT_EQ(divided.work.skipped, whole.work.skipped);
    }
  }
}

// Whatever thread or team a tile is given to.
TEST(SweepOrder, DoesNotDependOnPieces) {
  const std::int64_t count = 40 * block_points, tiles = count / tile_points;
  const auto points = random_points(count, 5, 0, 23);
  const auto queries = noised_queries(points, 3, count, 24);
  for (const auto path : {SweepPath::host, SweepPath::device}) {
    const SweepSettings settings{all_times, Precision::fp32, count, path};
    const auto whole = sweep_all(stored_points(points, {}), queries, settings, {}, 0, count);
    const auto sweep = make_sweep(stored_points(points, {}), queries, settings);
    for (std::int64_t first = 0, last = 7; first < tiles; first = last, last = std::min(tiles, 2 * last + 1))
      sweep->run({}, first, last, 0, count);
    const auto pieces = sweep->collect();
    for (std::size_t i = 0; i < whole.posterior.size(); ++i) {
      EXPECT_EQ(pieces.posterior[i].sum, whole.posterior[i].sum);
      EXPECT_EQ(pieces.posterior[i].logit_sum, whole.posterior[i].logit_sum);
    }
  }
}

// The second query's reference moves by hundreds of nats in the middle of a tile; the first one's does not.
TEST(SweepOrder, DoesNotDependOnOtherQueriesOfThePack) {
  const int dimension = 4;
  const auto points = random_points(tile_points, dimension, 0, 25);
  FreeQueries alone{1, dimension, std::vector<double>(dimension)}, both = alone;
  both.count = 2;
  for (int k = 0; k < dimension; ++k) both.x.push_back(100 * static_cast<float>(points.point(50)[k]));
  const SweepSettings settings{{1.}, Precision::fp32, tile_points, SweepPath::host};
  const auto one = sweep_all(stored_points(points, {}), alone, settings, {}, 0, tile_points).posterior[0];
  const auto first = sweep_all(stored_points(points, {}), both, settings, {}, 0, tile_points).posterior[0];
  EXPECT_EQ(first.reference, one.reference);
  EXPECT_EQ(first.sum, one.sum);
  EXPECT_EQ(first.logit_sum, one.logit_sum);
  EXPECT_EQ(first.square_sum, one.square_sum);
}

// Rows of a shard in memory a few at a time, as for a file that is larger than memory: the same sums.
TEST(SweepOrder, DoesNotDependOnWindows) {
  const std::int64_t count = 1500, begin = 300;
  const auto points = random_points(count, 20, 2, 21);
  const auto queries = noised_queries(points, 33, 200, 22);
  const Partition partition{2, 1};
  const StoredPoints shard = stored_points(points, partition);
  for (const auto path : {SweepPath::host, SweepPath::device}) {
    const SweepSettings settings{all_times, Precision::fp32, count, path};
    const auto whole = sweep_all(shard, queries, settings, partition, begin, count);
    const std::int64_t rows = 2 * block_points, tiles = rows / tile_points;
    StoredPoints window(rows, 20, 2);
    const auto sweep = make_sweep(window, queries, settings);
    for (std::int64_t first = 0; first < partition.local_rows(count); first += rows) {
      const std::int64_t last = std::min(first + rows, partition.local_rows(count));
      std::vector<std::int32_t> classes;
      for (std::int64_t row = first; row < last; ++row)
        classes.push_back(
            points.class_of[partition.global_block(row / block_points) * block_points + row % block_points]);
      std::vector<float> values;
      shard.visit(first, last, [&](std::span<const double> some) {
        values.insert(values.end(), some.begin(), some.end());
      });
      window.write(0, std::span<const float>(values), classes);
      Partition there = partition;
      there.window_row = first;
      sweep->run(there, first / tile_points, first / tile_points + tiles, begin, count);
    }
    const auto parts = sweep->collect();
    EXPECT_EQ(parts.work.terms, whole.work.terms);
    for (std::size_t i = 0; i < whole.posterior.size(); ++i) {
      EXPECT_EQ(parts.posterior[i].sum, whole.posterior[i].sum);
      EXPECT_EQ(parts.posterior[i].nearest_index, whole.posterior[i].nearest_index);
    }
  }
}

}  // namespace
}  // namespace regimes::kernels
