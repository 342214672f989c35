#pragma once
/// The options of `regimes evaluate`, bound to the values that they set.
#include "app/options.hpp"
#include "experiments/evaluate_options.hpp"

namespace regimes::app {

/// What the command line of `regimes evaluate` sets.
struct EvaluateRequest {
  experiments::EvaluateOptions options;
  bool quiet = false;
};

/// The table refers to `request`, which must outlive it.
OptionTable evaluate_option_table(EvaluateRequest& request);

}  // namespace regimes::app
