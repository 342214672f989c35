#pragma once
/// The options of `regimes memorisation`, bound to the values that they set.
#include "app/options.hpp"
#include "experiments/memorisation_options.hpp"

namespace regimes::app {

/// What the command line of `regimes memorisation` sets.
struct MemorisationRequest {
  experiments::MemorisationOptions options;
  bool quiet = false;
};

/// The table refers to `request`, which must outlive it.
OptionTable memorisation_option_table(MemorisationRequest& request);

}  // namespace regimes::app
