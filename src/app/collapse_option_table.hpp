#pragma once
/// The options of `regimes collapse`, bound to the values that they set.
#include "app/run_option_table.hpp"
#include "experiments/collapse/collapse_options.hpp"

namespace regimes::app {

using CollapseRequest = RunRequest<experiments::CollapseOptions>;

/// The table refers to `request`, which must outlive it.
OptionTable collapse_option_table(CollapseRequest& request);

}  // namespace regimes::app
