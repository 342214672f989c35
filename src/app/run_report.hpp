#pragma once
#include <string>

#include "experiments/snapshots/snapshot_summary.hpp"

namespace regimes::app {

/// The last line of a run over snapshots: the work done, and where the results are.
std::string closing_line(const experiments::SnapshotSummary& summary);

}  // namespace regimes::app
