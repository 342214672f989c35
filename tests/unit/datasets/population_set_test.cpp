#include "datasets/population/population_set.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <span>
#include <vector>

#include "datasets/population/laws.hpp"
#include "datasets/training_set.hpp"

namespace regimes::datasets {
namespace {

std::vector<PopulationLaw> every_kind(int d) {
  return {gaussian_law(d, 0.6),
          two_means_law(d, 0.3, 0.6),
          two_means_law(d, 0.3, 0.6, {0.2, 0.8}),
          several_means_law(d, {1, 0.5, 2}, 0.6, {0.2, 0.5, 0.3}),
          hierarchy_law(d, 1, 0.4, 0.6),
          covariances_law(d, {{1}, {0.3}}, {0.9, 0.1}),
          covariances_law(d, {power_law_variances(d, 1, 1), power_law_variances(d, 0, 2)}, {0.5, 0.5}),
          ising_law(d, {0.4, -1.5, 100}, {0.5, 0.25, 0.25})};
}

// What sweeps make, in memory or not, are the points that the law draws: bit for bit, on any ranks.
TEST(PopulationSet, OfEveryLawIsItsProceduralSet) {
  const parallel::Communicator ranks;
  const kernels::Partition partition{ranks.size(), ranks.rank()};
  const std::int64_t count = 900;
  std::vector<std::int64_t> all(count);
  std::iota(all.begin(), all.end(), 0);
  for (const PopulationLaw& law : every_kind(7)) {
    const auto points = law.procedural_points(kernels::make_stream(6, 2, kernels::Purpose::training_point));
    ASSERT_TRUE(points);
    const TrainingSet drawn(draw_shard(law, count, 6, 2, partition), partition);
    const std::vector<double> expected = drawn.rows(all, partition, ranks);
    for (const bool store : {false, true}) {
      const TrainingSet set(*points, count, store, partition, law.mean());
      EXPECT_EQ(set.rows(all, partition, ranks), expected);
      for (const std::int64_t mu : all) ASSERT_EQ(set.class_of(mu), drawn.class_of(mu));
      EXPECT_EQ(set.class_values(), drawn.class_values());
      EXPECT_EQ(set.mean(), drawn.mean());
      EXPECT_GE(set.extent(ranks).norm_squared, drawn.extent(ranks).norm_squared);
      EXPECT_LT(set.extent(ranks).norm_squared, 8 * drawn.extent(ranks).norm_squared);
    }
  }
}

std::vector<double> visited(const TrainingSet& set, std::int64_t first, std::int64_t last) {
  std::vector<double> rows;
  set.visit_own_rows(
      first, last, [&](std::span<const double> some) { rows.insert(rows.end(), some.begin(), some.end()); });
  return rows;
}

TEST(PopulationSet, VisitsTheSameRowsMadeOrDrawn) {
  const parallel::Communicator ranks;
  const kernels::Partition partition{ranks.size(), ranks.rank()};
  const std::int64_t count = 1700;
  for (const PopulationLaw& law : every_kind(5)) {
    const TrainingSet made(
        *law.procedural_points(kernels::make_stream(6, 2, kernels::Purpose::training_point)), count, false,
        partition);
    const TrainingSet drawn(draw_shard(law, count, 6, 2, partition), partition);
    const std::int64_t rows = partition.local_rows(count);
    for (const std::int64_t first : {std::int64_t{0}, rows / 3, rows}) {
      EXPECT_EQ(visited(made, first, rows), visited(drawn, first, rows));
      EXPECT_EQ(visited(made, first / 2, first), visited(drawn, first / 2, first));
    }
  }
}

TEST(PopulationSet, KnowsItsLawsMeanAndHasClassesOnlyWhereThereAreSeveral) {
  const kernels::Partition partition{1, 0};
  const StoredSet means = draw_shard(several_means_law(4, {1, 0.5}, 1, {0.25, 0.75}), 30, 1, 0, partition);
  const std::vector<double> first = orthogonal_direction(4, 0), second = orthogonal_direction(4, 1);
  for (int k = 0; k < 4; ++k) EXPECT_NEAR(means.mean[k], 0.25 * first[k] + 0.75 * 0.5 * second[k], 1e-15);
  EXPECT_EQ(means.class_values, (std::vector<int>{0, 1}));
  const StoredSet gaussian = draw_shard(gaussian_law(4, 1), 30, 1, 0, partition);
  EXPECT_TRUE(gaussian.class_values.empty());
  EXPECT_TRUE(gaussian.class_of.empty());
}

}  // namespace
}  // namespace regimes::datasets
