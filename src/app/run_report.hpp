#pragma once
#include <string>

#include "experiments/snapshots/snapshot_run.hpp"

namespace regimes::app {

/// The last line of a run over snapshots: the work done, and where the results are.
std::string closing_line(const experiments::RunSummary& summary);

}  // namespace regimes::app
