#pragma once
/// How training points are distributed to ranks: fixed global blocks, block-cyclically, so that every prefix
/// of the set is spread over all ranks and no tile depends on the number of ranks.
#include <cstdint>

#include "kernels/device.hpp"
#include "kernels/tuning.hpp"

namespace regimes::kernels {

inline constexpr std::int64_t block_points = tile_points * tiles_per_block;

/// Global indices [first, first + count) of one tile, and where in the memory of a stored shard its first
/// point is.
struct Tile {
  std::int64_t first = 0;
  int count = 0;
  std::int64_t local_row = 0;
};

/// The share of one rank. Block b belongs to rank b mod ranks, which keeps its blocks one after another.
struct Partition {
  int ranks = 1;
  int rank = 0;
  /// Number of the row of this rank that stands first in memory: 0, unless only a window of them is there.
  std::int64_t window_row = 0;

  REGIMES_FUNCTION std::int64_t local_blocks(std::int64_t points) const {
    const std::int64_t blocks = (points + block_points - 1) / block_points;
    return blocks > rank ? (blocks - rank + ranks - 1) / ranks : 0;
  }
  REGIMES_FUNCTION std::int64_t global_block(std::int64_t local_block) const {
    return local_block * ranks + rank;
  }
  REGIMES_FUNCTION bool owns(std::int64_t index) const { return index / block_points % ranks == rank; }

  /// Row of an owned point in this rank's storage.
  REGIMES_FUNCTION std::int64_t local_row(std::int64_t index) const {
    return index / block_points / ranks * block_points + index % block_points;
  }
  /// The point of a row of this rank's storage.
  REGIMES_FUNCTION std::int64_t index_of_row(std::int64_t row) const {
    return global_block(row / block_points) * block_points + row % block_points;
  }
  /// Rows that this rank stores for a set of `points` points (the last block may be short).
  REGIMES_FUNCTION std::int64_t local_rows(std::int64_t points) const {
    const std::int64_t blocks = local_blocks(points);
    if (blocks == 0) return 0;
    const std::int64_t last_first = global_block(blocks - 1) * block_points;
    const std::int64_t in_last = points - last_first < block_points ? points - last_first : block_points;
    return (blocks - 1) * block_points + in_last;
  }
  /// Points of [begin, end) in this rank's tiles [first_tile, last_tile).
  REGIMES_FUNCTION std::int64_t count(std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
                                      std::int64_t end) const {
    const auto clip = [&](std::int64_t row) {
      if (row < first_tile * tile_points) return first_tile * tile_points;
      return row > last_tile * tile_points ? last_tile * tile_points : row;
    };
    return end > begin ? clip(local_rows(end)) - clip(local_rows(begin)) : 0;
  }

  /// The local_tile-th tile of this rank, clipped to the points [begin, end); count is 0 where nothing is
  /// left.
  REGIMES_FUNCTION Tile tile(std::int64_t local_tile, std::int64_t begin, std::int64_t end) const {
    const std::int64_t block = global_block(local_tile / tiles_per_block);
    std::int64_t first = block * block_points + local_tile % tiles_per_block * tile_points;
    std::int64_t last = first + tile_points;
    if (first < begin) first = begin;
    if (last > end) last = end;
    if (last <= first) return {};
    return {first, static_cast<int>(last - first), local_row(first) - window_row};
  }
};

/// Tile t is summed by range t mod `ranges`, a thread or a team: which one it is, and with it the order of
/// sums, does not depend on the pieces in which a pass is done. The first such tile from `first_tile` on.
REGIMES_INLINE_FUNCTION std::int64_t first_of_range(std::int64_t first_tile, int range, int ranges) {
  return first_tile + (range - first_tile % ranges + ranges) % ranges;
}

}  // namespace regimes::kernels
