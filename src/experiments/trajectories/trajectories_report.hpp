#pragma once
#include <string>

#include "experiments/trajectories/trajectories.hpp"

namespace regimes::experiments {

/// The agreement of clones and U-turns beside its identities, the last changes, and a closing line with the
/// work done.
std::string trajectories_report(const TrajectoriesSummary& summary);

}  // namespace regimes::experiments
