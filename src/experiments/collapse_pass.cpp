#include "experiments/collapse_pass.hpp"

#include <algorithm>
#include <chrono>

#include "parallel/reduce_states.hpp"

namespace regimes::experiments {

namespace {

using Clock = std::chrono::steady_clock;

/// Tiles of the next chunk, from how long the last one took on root: short enough to react, long enough that
/// agreeing costs nothing.
std::int64_t next_chunk(std::int64_t tiles, double seconds) {
  constexpr double wanted_seconds = 0.3, largest_step = 4;
  const double factor = std::clamp(wanted_seconds / std::max(seconds, 1e-6), 1 / largest_step, largest_step);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(static_cast<double>(tiles) * factor));
}

}  // namespace

bool run_pass(const PassShare& share, const std::vector<std::int64_t>& snapshots,
              const parallel::Communicator& ranks, const PassWatcher& watcher) {
  const kernels::Deal& deal = share.deal;
  const kernels::Deal first_rank{deal.ranks, 0};  // it has the most tiles: all ranks count its chunks
  kernels::PosteriorStates total;
  std::int64_t begin = 0, chunk = first_chunk_tiles;
  for (std::size_t k = 0; k < snapshots.size(); ++k) {
    const std::int64_t end = snapshots[k];
    const std::int64_t first_tile = begin / kernels::block_points / deal.ranks * kernels::tiles_per_block;
    const std::int64_t last_tile = first_rank.local_blocks(end) * kernels::tiles_per_block;
    for (std::int64_t tile = first_tile; tile < last_tile;) {
      const std::int64_t next = std::min(tile + chunk, last_tile);
      const auto start = Clock::now();
      share.sweep.run(deal, tile, next, begin, end);
      const std::int64_t done = next - tile;
      tile = next;
      // A snapshot that is swept is also kept: root is asked whether to go on only where work is left.
      if (next == last_tile && k + 1 == snapshots.size()) break;
      if (ranks.is_root()) {
        const double part =
            static_cast<double>(next - first_tile) / static_cast<double>(last_tile - first_tile);
        const double points = static_cast<double>(begin) + part * static_cast<double>(end - begin);
        const bool go_on =
            next == last_tile || watcher.between_chunks(points / static_cast<double>(snapshots.back()));
        chunk = go_on ? next_chunk(done, std::chrono::duration<double>(Clock::now() - start).count()) : 0;
      }
      chunk = ranks.broadcast(chunk);
      if (chunk == 0) return false;
    }
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
