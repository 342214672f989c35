// Queries of the collapse experiment: which sources, which noise, whatever the partition.
#include "diffusion/noised_queries.hpp"

#include <gtest/gtest.h>
#include <mpi.h>

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
    return noised_queries(set, 10, 4, 9, 1, partition, parallel::Communicator());
  }
};

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
