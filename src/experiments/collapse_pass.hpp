#pragma once
/// One pass over one training set: the states of all queries at all times, snapshot by snapshot.
#include <cstdint>
#include <functional>
#include <vector>

#include "datasets/training_set.hpp"
#include "kernels/sweep.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// What a pass tells root, and how root ends it.
struct PassWatcher {
  /// Between two chunks of work; returns false to end the pass. `fraction` of the pass is done.
  std::function<bool(double fraction)> between_chunks;
  /// The merged states of the first n_k points, in the order of the snapshots.
  std::function<void(std::size_t snapshot, const kernels::PosteriorStates& states)> at_snapshot;
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

/// Sweeps the points [0, snapshots.back()) and reduces once per snapshot. Collective over all ranks; the
/// watcher is called on root only. Returns whether all snapshots were reached, on every rank.
bool run_pass(const PassShare& share, const std::vector<std::int64_t>& snapshots,
              const parallel::Communicator& ranks, const PassWatcher& watcher);

}  // namespace regimes::experiments
