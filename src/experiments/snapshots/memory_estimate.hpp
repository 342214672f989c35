#pragma once
/// What a run over snapshots will hold in memory, before anything is allocated.
#include <vector>

#include "experiments/run/run_cost.hpp"
#include "experiments/snapshots/snapshot_options.hpp"

namespace regimes::experiments {

/// Bytes of the states of all queries of a replica at one snapshot, at `columns` times (or bandwidths), with
/// the sums of `classes` classes.
double state_bytes(const SnapshotOptions& options, std::size_t columns, std::size_t classes);

/// Points, queries, states and results on root, which holds most. `options` resolved; dimension, points and
/// snapshots known; `ranks` that share the points.
std::vector<MemoryUse> memory_uses(const SnapshotOptions& options, std::size_t columns, std::size_t classes,
                                   int ranks);

}  // namespace regimes::experiments
