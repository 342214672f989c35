#pragma once
#include <string>

#include "experiments/snapshots/snapshot_summary.hpp"

namespace regimes::experiments {

/// The last lines of a run over snapshots: the work done, and where the results are and which command of
/// analysis/ draws them.
std::string closing_lines(const SnapshotSummary& summary, const std::string& drawing_command);

}  // namespace regimes::experiments
