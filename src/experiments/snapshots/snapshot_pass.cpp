#include "experiments/snapshots/snapshot_pass.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

#include "experiments/run/tile_chunks.hpp"
#include "kernels/backend.hpp"
#include "parallel/reduce_states.hpp"

namespace regimes::experiments {

std::int64_t points_between_merges(int ranks, std::int64_t queries, std::size_t times,
                                   std::int64_t dimension) {
  constexpr double flops_of_thread = 4e10, flops_of_device = 2e14;  // half a second to some seconds
  constexpr double fewest_blocks = 128;                             // then a merge costs under a hundredth
  constexpr int products = 2;
  const double flops =
      kernels::runs_on_device() ? flops_of_device : flops_of_thread * kernels::host_threads();
  const double flops_per_pair = products * kernels::flops_per_product * static_cast<double>(dimension) +
                                kernels::flops_per_term * static_cast<double>(times);
  const double flops_per_block =
      static_cast<double>(kernels::block_points) * static_cast<double>(queries) * flops_per_pair;
  const double blocks = std::max(fewest_blocks, std::ceil(flops / flops_per_block));
  return static_cast<std::int64_t>(blocks) * ranks * kernels::block_points;
}

std::int64_t next_doubling(std::int64_t points) {
  const auto blocks = static_cast<std::uint64_t>(points / kernels::block_points);
  return static_cast<std::int64_t>(std::bit_ceil(blocks + 1)) * kernels::block_points;
}

std::int64_t count_merges(const PassPlan& plan) {
  const std::int64_t all = plan.snapshots.back();
  std::set<std::int64_t> others(plan.snapshots.begin(), plan.snapshots.end());
  for (std::int64_t at = next_doubling(0); at < all; at = next_doubling(at)) others.insert(at);
  return all / plan.merge_points + std::count_if(others.begin(), others.end(), [&plan](std::int64_t at) {
           return at % plan.merge_points != 0;
         });
}

namespace {

/// Root's references become those of every rank's queries.
void share_references(const PassShare& share, const PassProgress& progress,
                      const parallel::Communicator& ranks) {
  const std::vector<double> all = ranks.broadcast(progress.references);
  const std::size_t times = all.size() / static_cast<std::size_t>(share.all_queries);
  share.sweep.share_references(
      {all.begin() + static_cast<std::ptrdiff_t>(times) * share.first_query, all.end()});
}

}  // namespace

bool run_pass(const PassShare& share, const PassPlan& plan, PassProgress& progress,
              const parallel::Communicator& ranks, const PassWatcher& watcher) {
  const kernels::Deal& deal = share.deal;
  const kernels::Deal first_rank{deal.ranks, 0};  // it has the most tiles: all ranks count its chunks
  const std::int64_t all_points = plan.snapshots.back();
  const auto fraction = [&](double points) { return points / static_cast<double>(all_points); };
  TileChunks chunks(watcher.stop_wanted);
  auto snapshot = std::upper_bound(plan.snapshots.begin(), plan.snapshots.end(), progress.points);
  share_references(share, progress, ranks);
  while (progress.points < all_points) {
    const std::int64_t begin = progress.points;
    const std::int64_t doubling = next_doubling(begin);
    const std::int64_t end =
        std::min({*snapshot, doubling, (begin / plan.merge_points + 1) * plan.merge_points});
    const bool renews_references = end == *snapshot || end == doubling;
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
          return watcher.between_chunks(
              fraction(static_cast<double>(begin) + part * static_cast<double>(end - begin)));
        });
    if (!swept) return false;
    kernels::PosteriorStates states = share.sweep.take().among(share.first_query, share.all_queries);
    parallel::reduce_to_root(states, ranks);
    progress.points = end;
    if (ranks.is_root()) {
      const double bytes = ranks.size() > 1 ? static_cast<double>(states.bytes()) : 0;
      if (progress.states.posterior.empty())
        progress.states = std::move(states);
      else
        progress.states.merge(states);
      if (renews_references) progress.renew_references();
      watcher.at_merge(bytes);
      if (end == *snapshot) watcher.at_snapshot(static_cast<std::size_t>(snapshot - plan.snapshots.begin()));
    }
    if (end == *snapshot) ++snapshot;
    if (end == all_points) break;
    const bool root_goes_on = !ranks.is_root() || watcher.between_chunks(fraction(static_cast<double>(end)));
    if (!chunks.all_go_on(ranks, root_goes_on)) return false;
    if (renews_references) share_references(share, progress, ranks);
  }
  return true;
}

}  // namespace regimes::experiments
