#include "experiments/collapse_pass.hpp"

#include <algorithm>

#include "parallel/reduce_states.hpp"

namespace regimes::experiments {

namespace {

/// Work between two looks at the clock and at requests to stop, in (pair, time) terms: some tenths of a
/// second on one core.
constexpr double terms_per_chunk = 3e8;

std::int64_t tiles_per_chunk(double terms_per_point) {
  const double tiles = terms_per_chunk / (terms_per_point * kernels::tile_points);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(tiles));
}

}  // namespace

bool run_pass(kernels::Sweep& sweep, const std::vector<std::int64_t>& snapshots, double terms_per_point,
              const kernels::Deal& deal, const parallel::Communicator& communicator,
              const AfterChunk& after_chunk, const AtSnapshot& at_snapshot) {
  const std::int64_t chunk = tiles_per_chunk(terms_per_point);
  const kernels::Deal first_rank{deal.ranks, 0};  // it has the most tiles: all ranks count its chunks
  kernels::PosteriorStates total;
  std::int64_t begin = 0;
  for (std::size_t k = 0; k < snapshots.size(); ++k) {
    const std::int64_t end = snapshots[k];
    const std::int64_t first_tile = begin / kernels::block_points / deal.ranks * kernels::tiles_per_block;
    const std::int64_t last_tile = first_rank.local_blocks(end) * kernels::tiles_per_block;
    for (std::int64_t tile = first_tile; tile < last_tile; tile += chunk) {
      const std::int64_t next = std::min(tile + chunk, last_tile);
      sweep.run(deal, tile, next, begin, end);
      const double share =
          static_cast<double>(next - first_tile) / static_cast<double>(last_tile - first_tile);
      const double points = static_cast<double>(begin) + share * static_cast<double>(end - begin);
      if (!after_chunk(points / static_cast<double>(snapshots.back()))) return false;
    }
    kernels::PosteriorStates states = sweep.take();
    parallel::reduce_to_root(states, communicator);
    if (communicator.is_root()) {
      if (k == 0)
        total = std::move(states);
      else
        total.merge(states);
      at_snapshot(k, total);
    }
    begin = end;
  }
  return true;
}

}  // namespace regimes::experiments
