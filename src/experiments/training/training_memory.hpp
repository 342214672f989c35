#pragma once
/// What the points of a training set take in memory.
#include "datasets/selection.hpp"
#include "experiments/options/run_options.hpp"
#include "experiments/run/run_cost.hpp"

namespace regimes::experiments {

/// On the one rank that has most, of `ranks` that share the points: rows that are held, or a window of them,
/// with what reading them takes, or one generated tile per thread. `order`: in which a file is read, as
/// FileReading has it. Dimension and points are known. Where --precision auto may come to double, rows are
/// double, unless they are bytes and kept as such.
MemoryUse points_memory(const RunOptions& options, int ranks,
                        datasets::RowOrder order = datasets::RowOrder::permuted);

}  // namespace regimes::experiments
