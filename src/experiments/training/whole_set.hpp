#pragma once
/// A sweep over all points of a training set.
#include <functional>

#include "datasets/training_set.hpp"
#include "experiments/run/rank_grid.hpp"
#include "experiments/run/tile_chunks.hpp"

namespace regimes::experiments {

/// Runs `sweep` (as kernels::SweepFor) over this rank's points, in chunks; between two, root is asked
/// go_on(part done). Returns false on every rank where it says no, or where a rank wants to stop. Collective
/// over `ranks`, all that the grid shares out.
template <class Sweep>
bool sweep_whole_set(Sweep& sweep, datasets::TrainingSet& set, const RankGrid& grid, TileChunks& chunks,
                     const parallel::Communicator& ranks, const std::function<bool(double part)>& go_on) {
  const kernels::Deal first_rank{grid.deal().ranks, 0};  // it has the most tiles: all ranks count its chunks
  const std::int64_t tiles = first_rank.local_blocks(set.count()) * kernels::tiles_per_block;
  const auto work = [&](std::int64_t first, std::int64_t last) {
    set.for_tiles(first, last, [&](const kernels::Deal& there, std::int64_t from, std::int64_t to) {
      sweep.run(there, from, to, 0, set.count());
    });
  };
  return chunks.run(0, tiles, ranks, work, go_on);
}

}  // namespace regimes::experiments
