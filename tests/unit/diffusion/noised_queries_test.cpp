// Queries of the collapse experiment: which sources, which noise, whatever the partition.
#include "diffusion/noised_queries.hpp"

#include <gtest/gtest.h>
#include <mpi.h>

#include <set>

#include "kernels/random.hpp"

namespace regimes::diffusion {
namespace {

using kernels::Purpose;

class NoisedQueries : public testing::Test {
 protected:
  static void SetUpTestSuite() { MPI_Init(nullptr, nullptr); }
  static void TearDownTestSuite() { MPI_Finalize(); }

  static kernels::ProceduralPoints law() {
    using Class = kernels::NormalClass;
    return kernels::make_procedural(kernels::make_stream(9, 1, Purpose::training_point), 6,
                                    {Class{{0.5f}, {2}}, Class{{-0.5f}, {2}}}, {.5, .5});
  }
  static kernels::NoisedQueries queries(bool stored) {
    const kernels::Partition partition{};
    const datasets::TrainingSet set(law(), 250, stored, partition);
    return noised_queries(set, first_points(10, 4), 9, 1, partition, parallel::Communicator());
  }
};

TEST_F(NoisedQueries, SourcesAreTheLastPointsInExchangeForSomeOfTheirClass) {
  const datasets::TrainingSet set(law(), 250, false, {});
  const QuerySources sources = last_points(set, 8, 250, 5);
  std::set<std::int64_t> exchanged;
  for (int q = 0; q < 8; ++q) {
    EXPECT_EQ(sources.index[q], 249 - q);
    ASSERT_TRUE(sources.exchanged[q] >= 0 && sources.exchanged[q] < 5);
    EXPECT_EQ(set.class_of(sources.exchanged[q]), set.class_of(sources.index[q]));
    exchanged.insert(sources.exchanged[q]);
  }
  EXPECT_EQ(exchanged.size(), 5);
}

TEST_F(NoisedQueries, SourcesOfTheSmallestSizeStayWhereTheyAre) {
  const datasets::TrainingSet set(law(), 250, false, {});
  const QuerySources sources = last_points(set, 260, 250, 248);
  for (int q = 0; q < 260; ++q) {
    EXPECT_EQ(sources.index[q], 249 - q % 250);
    EXPECT_EQ(sources.exchanged[q] < 0, sources.index[q] < 248);
  }
}

/// Three classes of which the smallest size holds one.
TEST_F(NoisedQueries, AClassThatTheSmallestSizeLacksTakesAnyPlace) {
  datasets::StoredSet stored;
  stored.points = 6;
  stored.dimension = 1;
  stored.rows = {0, 1, 2, 3, 4, 5};
  stored.class_of = {0, 0, 1, 1, 2, 2};
  stored.class_values = {0, 1, 2};
  stored.center = {0};
  const datasets::TrainingSet set(stored, {});
  const QuerySources sources = last_points(set, 4, 6, 2);
  EXPECT_EQ(sources.index, (std::vector<std::int64_t>{5, 4, 3, 2}));
  EXPECT_EQ(sources.exchanged, (std::vector<std::int64_t>{0, 1, 0, 1}));
}

TEST_F(NoisedQueries, SourcesAreTheFirstPointsInTurn) {
  for (const bool stored : {false, true}) {
    const auto made = queries(stored);
    for (int q = 0; q < 10; ++q) {
      EXPECT_EQ(made.source_index[q], q % 4);
      float point[6];
      kernels::write_rows(law(), q % 4, 1, point);
      EXPECT_EQ(made.source[q * 6 + 4], point[4]);
      EXPECT_EQ(made.source[q * 6 + 5], point[5]);
    }
  }
}

TEST_F(NoisedQueries, NoiseIsNormalAndDiffersBetweenQueriesOfOneSource) {
  const auto made = queries(false);
  EXPECT_NE(made.noise[0], made.noise[4 * 6]);
  std::vector<float> expected;
  kernels::append_normals(kernels::make_stream(9, 1, Purpose::query_noise), 7, 6, expected);
  for (int k = 0; k < 6; ++k) EXPECT_EQ(made.noise[7 * 6 + k], expected[k]);
  const auto norms = noise_norms_squared(made);
  double norm = 0;
  for (const float z : expected) norm += static_cast<double>(z) * z;
  EXPECT_DOUBLE_EQ(norms[7], norm);
}

TEST_F(NoisedQueries, LargestNormBoundsEveryPointWithoutBeingFarOff) {
  const kernels::Partition partition{};
  const parallel::Communicator communicator;
  const double seen =
      datasets::TrainingSet(law(), 20000, /*store=*/true, partition).extent(communicator).norm_squared;
  double largest = 0;
  std::vector<std::int64_t> all(20000);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::int64_t>(i);
  const auto rows = datasets::TrainingSet(law(), 20000, false, partition).rows(all, partition, communicator);
  for (std::size_t i = 0; i < all.size(); ++i) {
    double norm = 0;
    for (int k = 0; k < 6; ++k) norm += static_cast<double>(rows[i * 6 + k]) * rows[i * 6 + k];
    largest = std::max(largest, norm);
  }
  EXPECT_LE(largest, seen);
  EXPECT_LT(seen, 5 * largest);
}

}  // namespace
}  // namespace regimes::diffusion
