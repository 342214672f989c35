#pragma once
/// What a run will hold in memory, before anything is allocated.
#include "experiments/snapshots/snapshot_options.hpp"

namespace regimes::experiments {

/// Bytes on the rank that holds most (root), by what they are for. Doubles: sizes asked for by mistake may
/// exceed any integer.
struct MemoryEstimate {
  double points = 0;   ///< stored rows, or one generated tile
  double queries = 0;  ///< sources and noises, plain and packed
  double states = 0;   ///< of the pass
  double results = 0;  ///< merged states of all replicas and snapshots, and the document made of them

  double total() const { return points + queries + states + results; }
};

/// `options` resolved; dimension, points and snapshots known; `columns` times (or bandwidths) and `classes`
/// as numbers; `ranks` that share the points.
MemoryEstimate estimate_memory(const SnapshotOptions& options, std::size_t columns, std::size_t classes,
                               int ranks);

/// Throws UsageError where the estimate exceeds what this machine has.
void require_memory(const MemoryEstimate& estimate);

}  // namespace regimes::experiments
