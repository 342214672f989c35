#pragma once
#include <string>

#include "experiments/memorisation/memorisation.hpp"

namespace regimes::experiments {

/// The fraction of memorised samples, the last change of the paths, and a closing line with the work done.
std::string memorisation_report(const MemorisationSummary& summary);

}  // namespace regimes::experiments
