#include "experiments/collapse_pass.hpp"

#include "experiments/tile_chunks.hpp"
#include "parallel/reduce_states.hpp"

namespace regimes::experiments {

bool run_pass(const PassShare& share, const std::vector<std::int64_t>& snapshots,
              const parallel::Communicator& ranks, const PassWatcher& watcher) {
  const kernels::Deal& deal = share.deal;
  const kernels::Deal first_rank{deal.ranks, 0};  // it has the most tiles: all ranks count its chunks
  kernels::PosteriorStates total;
  TileChunks chunks;
  std::int64_t begin = 0;
  for (std::size_t k = 0; k < snapshots.size(); ++k) {
    const std::int64_t end = snapshots[k];
    const std::int64_t first_tile = begin / kernels::block_points / deal.ranks * kernels::tiles_per_block;
    const std::int64_t last_tile = first_rank.local_blocks(end) * kernels::tiles_per_block;
    const bool swept = chunks.run(
        first_tile, last_tile, ranks,
        [&](std::int64_t first, std::int64_t last) {
          share.for_tiles(first, last, [&](const kernels::Deal& there, std::int64_t from, std::int64_t to) {
            share.sweep.run(there, from, to, begin, end);
          });
        },
        [&](double part) {
          const double points = static_cast<double>(begin) + part * static_cast<double>(end - begin);
          return watcher.between_chunks(points / static_cast<double>(snapshots.back()));
        });
    if (!swept) return false;
    kernels::PosteriorStates states = share.sweep.take().among(share.first_query, share.all_queries);
    parallel::reduce_to_root(states, ranks);
    if (ranks.is_root()) {
      if (k == 0)
        total = std::move(states);
      else
        total.merge(states);
      watcher.at_snapshot(k, total);
    }
    begin = end;
  }
  return true;
}

}  // namespace regimes::experiments
