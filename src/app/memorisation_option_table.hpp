#pragma once
/// The options of `regimes memorisation`, bound to the values that they set.
#include "app/run_option_table.hpp"
#include "experiments/memorisation/memorisation_options.hpp"

namespace regimes::app {

using MemorisationRequest = RunRequest<experiments::MemorisationOptions>;

/// The table refers to `request`, which must outlive it.
OptionTable memorisation_option_table(MemorisationRequest& request);

}  // namespace regimes::app
