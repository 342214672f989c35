#pragma once
#include <string>

#include "experiments/collapse/collapse.hpp"

namespace regimes::experiments {

/// The table of collapse times, measured against theory, the notes on it, and a closing line with the work
/// done.
std::string collapse_report(const CollapseSummary& summary);

}  // namespace regimes::experiments
