#pragma once
#include <string>

#include "experiments/snapshots/snapshot_run.hpp"

namespace regimes::experiments {

/// The last line of a run over snapshots: the work done, and where the results are.
std::string closing_line(const RunSummary& summary);

}  // namespace regimes::experiments
