#pragma once
#include <span>
#include <string>

#include "experiments/kde/kde.hpp"

namespace regimes::experiments {

/// The table of bandwidths, measured beside theory and rules of thumb, or further rows of it, which stand
/// below each other.
std::string kde_table(std::span<const KdeRow> rows, bool has_heading);

/// The table of bandwidths, measured beside theory and rules of thumb, and a closing line with the work done.
std::string kde_report(const KdeSummary& summary);

}  // namespace regimes::experiments
