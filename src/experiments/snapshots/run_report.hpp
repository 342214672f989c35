#pragma once
#include <string>

#include "experiments/snapshots/snapshot_summary.hpp"

namespace regimes::experiments {

/// The last line of a run over snapshots: the work done, and where the results are.
std::string closing_line(const SnapshotSummary& summary);

}  // namespace regimes::experiments
