#include "datasets/population/population_set.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "datasets/population/laws.hpp"
#include "datasets/training_set.hpp"

namespace regimes::datasets {
namespace {

// Two equal means are drawn by the sweep itself, too: both have the same points and classes.
TEST(PopulationSet, OfTwoMeansIsTheProceduralMixture) {
  const parallel::Communicator ranks;
  const kernels::Deal deal{ranks.size(), ranks.rank()};
  const int dimension = 7;
  const std::int64_t count = 900;
  kernels::ProceduralPoints points;
  points.stream = kernels::make_stream(6, 2, kernels::Purpose::training_point);
  points.dimension = dimension;
  points.standard_deviation = static_cast<float>(std::sqrt(0.6));
  points.mean_amplitude = 0.3f;
  points.classes = 2;
  const TrainingSet procedural(points, count, false, deal);
  const TrainingSet drawn(draw_shard(two_means_law(dimension, 0.3f, 0.6), count, 6, 2, deal), deal);
  std::vector<std::int64_t> all(count);
  std::iota(all.begin(), all.end(), 0);
  EXPECT_EQ(drawn.rows(all, deal, ranks), procedural.rows(all, deal, ranks));
  for (const std::int64_t mu : all) EXPECT_EQ(drawn.class_of(mu), procedural.class_of(mu));
  EXPECT_EQ(drawn.class_values(), procedural.class_values());
}

TEST(PopulationSet, KnowsItsLawsMeanAndHasClassesOnlyWhereThereAreSeveral) {
  const kernels::Deal deal{1, 0};
  const StoredSet means = draw_shard(several_means_law(4, {1, 0.5}, 1, {0.25, 0.75}), 30, 1, 0, deal);
  const std::vector<double> first = orthogonal_direction(4, 0), second = orthogonal_direction(4, 1);
  for (int k = 0; k < 4; ++k) EXPECT_NEAR(means.mean[k], 0.25 * first[k] + 0.75 * 0.5 * second[k], 1e-15);
  EXPECT_EQ(means.class_values, (std::vector<int>{0, 1}));
  const StoredSet gaussian = draw_shard(gaussian_law(4, 1), 30, 1, 0, deal);
  EXPECT_TRUE(gaussian.class_values.empty());
  EXPECT_TRUE(gaussian.class_of.empty());
}

}  // namespace
}  // namespace regimes::datasets
