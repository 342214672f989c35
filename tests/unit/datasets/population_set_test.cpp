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

}  // namespace
}  // namespace regimes::datasets
