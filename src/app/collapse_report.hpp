#pragma once
#include <string>

#include "experiments/collapse/collapse.hpp"

namespace regimes::app {

/// The table of collapse times, measured against theory, the notes on it, and a closing line with the work
/// done.
std::string collapse_report(const experiments::CollapseSummary& summary);

}  // namespace regimes::app
