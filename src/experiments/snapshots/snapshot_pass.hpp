#pragma once
/// One pass over one training set: the states of all queries at all times, snapshot by snapshot.
#include <cstdint>
#include <functional>
#include <vector>

#include "datasets/training_set.hpp"
#include "experiments/snapshots/pass_progress.hpp"
#include "kernels/sweep.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// What a pass tells those who watch it, and how they end it.
struct PassWatcher {
  /// On every rank, between two chunks of work: whether to stop. The pass ends where one rank wants to.
  std::function<bool()> stop_wanted;
  /// On root, between two chunks of work: whether to go on. `fraction` of the pass is done.
  std::function<bool(double fraction)> between_chunks;
  /// On root, whenever states were merged: progress.points are done, and every rank has sent `bytes`.
  std::function<void(double bytes)> at_merge;
  /// On root: progress.states are those of the first n_k points. In the order of the snapshots.
  std::function<void(std::size_t snapshot)> at_snapshot;
};

/// What one rank does in a pass.
struct PassShare {
  kernels::Sweep& sweep;  ///< over its queries
  int first_query;        ///< of these, among all
  int all_queries;
  kernels::Deal deal;  ///< its points
  /// Brings these points into memory, where they are not all there.
  datasets::TrainingSet* set = nullptr;

  void for_tiles(std::int64_t first, std::int64_t last, const datasets::TrainingSet::RunTiles& run) const {
    if (set != nullptr) return set->for_tiles(first, last, run);
    run(deal, first, last);
  }
};

/// Where a pass merges the sums of its ranks: at the snapshots, at the multiples of `merge_points`, and when
/// the number of blocks has doubled. Nothing else decides in which order sums are added, so that a pass that
/// is interrupted and goes on adds in the same order as one that is not. At snapshots and doublings, places
/// that do not depend on the number of ranks, weights become relative to the nearest points so far.
struct PassPlan {
  std::vector<std::int64_t> snapshots;
  std::int64_t merge_points = 0;  ///< a multiple of a block on every rank
};

/// The smallest block_points 2^k above `points`.
std::int64_t next_doubling(std::int64_t points);

/// How often a whole pass merges.
std::int64_t count_merges(const PassPlan& plan);

/// Points between two merges on `ranks` ranks, each with `queries` of the queries: some tenths of a second of
/// work, and so many blocks that merging costs little.
std::int64_t points_between_merges(int ranks, std::int64_t queries, std::size_t times,
                                   std::int64_t dimension);

/// Sweeps the points [progress.points, snapshots.back()). Collective over all ranks. Returns whether all
/// snapshots were reached, on every rank; where not, progress is that of the last merge.
bool run_pass(const PassShare& share, const PassPlan& plan, PassProgress& progress,
              const parallel::Communicator& ranks, const PassWatcher& watcher);

}  // namespace regimes::experiments
