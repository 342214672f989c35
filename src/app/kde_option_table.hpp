#pragma once
/// The options of `regimes kde`, bound to the values that they set.
#include "app/run_option_table.hpp"
#include "experiments/kde/kde_options.hpp"

namespace regimes::app {

using KdeRequest = RunRequest<experiments::KdeOptions>;

/// The table refers to `request`, which must outlive it.
OptionTable kde_option_table(KdeRequest& request);

}  // namespace regimes::app
