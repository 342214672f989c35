#pragma once
#include <string>

#include "experiments/kde/kde.hpp"

namespace regimes::app {

/// The table of bandwidths, measured beside theory and rules of thumb, and a closing line with the work done.
std::string kde_report(const experiments::KdeSummary& summary);

}  // namespace regimes::app
