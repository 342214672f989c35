#pragma once
#include <string>

#include "experiments/speciation/speciation.hpp"

namespace regimes::experiments {

/// The table of t_S, measured beside theory, what has none and why, and a closing line with the work done.
std::string speciation_report(const SpeciationSummary& summary);

}  // namespace regimes::experiments
