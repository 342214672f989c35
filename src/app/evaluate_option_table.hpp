#pragma once
/// The options of `regimes evaluate`, bound to the values that they set.
#include "app/run_option_table.hpp"
#include "experiments/evaluate/evaluate_options.hpp"

namespace regimes::app {

using EvaluateRequest = RunRequest<experiments::EvaluateOptions>;

/// The table refers to `request`, which must outlive it.
OptionTable evaluate_option_table(EvaluateRequest& request);

}  // namespace regimes::app
