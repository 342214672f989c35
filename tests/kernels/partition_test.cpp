// Points distributed in blocks: every point belongs to one rank, tiles cover what they should, and counts
// agree with the tiles.
#include "kernels/partition.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace regimes::kernels {
namespace {

class Deals : public testing::TestWithParam<std::tuple<int, std::int64_t>> {};

TEST_P(Deals, CoverEveryPointOnceWhateverTheSnapshots) {
  const auto [ranks, points] = GetParam();
  const std::vector<std::int64_t> cuts{0, 1, std::max<std::int64_t>(1, points / 3), points / 2 + points / 7,
                                       points};
  std::vector<int> seen(points, 0);
  for (int rank = 0; rank < ranks; ++rank) {
    const Partition partition{ranks, rank};
    const std::int64_t tiles = partition.local_blocks(points) * tiles_per_block;
    std::int64_t rows = 0;
    for (std::size_t k = 1; k < cuts.size(); ++k) {
      std::int64_t covered = 0;
      for (std::int64_t t = 0; t < tiles; ++t) {
        const Tile tile = partition.tile(t, cuts[k - 1], cuts[k]);
        for (int p = 0; p < tile.count; ++p) {
          ++seen[tile.first + p];
          EXPECT_TRUE(partition.owns(tile.first + p));
          EXPECT_EQ(partition.local_row(tile.first + p), tile.local_row + p);
          EXPECT_LT(tile.local_row + p, partition.local_rows(points));
        }
        covered += tile.count;
        EXPECT_EQ(partition.count(0, t + 1, cuts[k - 1], cuts[k]), covered);
      }
      rows += covered;
    }
    EXPECT_EQ(rows, partition.local_rows(points));
  }
  for (const int count : seen) EXPECT_EQ(count, 1);
}

INSTANTIATE_TEST_SUITE_P(Sizes, Deals,
                         testing::Combine(testing::Values(1, 2, 3, 7, 20),
                                          testing::Values(2, 95, 192, 193, 1000, 5000)));

}  // namespace
}  // namespace regimes::kernels
