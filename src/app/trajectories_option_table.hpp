#pragma once
/// The options of `regimes trajectories`, bound to the values that they set.
#include "app/run_option_table.hpp"
#include "experiments/trajectories/trajectories_options.hpp"

namespace regimes::app {

using TrajectoriesRequest = RunRequest<experiments::TrajectoriesOptions>;

/// The table refers to `request`, which must outlive it.
OptionTable trajectories_option_table(TrajectoriesRequest& request);

}  // namespace regimes::app
