#pragma once
#include <span>
#include <string>

#include "experiments/collapse/collapse.hpp"

namespace regimes::experiments {

/// The table of collapse times, or further rows of it, which stand below each other.
std::string collapse_table(std::span<const SnapshotRow> rows, bool reference_is_bound, bool has_heading);

/// The table of collapse times, measured against theory, the notes on it, and a closing line with the work
/// done.
std::string collapse_report(const CollapseSummary& summary);

}  // namespace regimes::experiments
