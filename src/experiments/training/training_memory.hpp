#pragma once
/// What the points of a training set take in memory.
#include "experiments/options/run_options.hpp"
#include "experiments/run/run_cost.hpp"

namespace regimes::experiments {

/// On one rank, of `ranks` that share the points: stored rows while they are loaded, a window of a file, or
/// one generated tile per thread. Dimension and points are known.
MemoryUse points_memory(const RunOptions& options, int ranks);

}  // namespace regimes::experiments
