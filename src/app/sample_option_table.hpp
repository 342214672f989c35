#pragma once
/// The options of `regimes sample`, bound to the values that they set.
#include "app/run_option_table.hpp"
#include "experiments/sample/sample_options.hpp"

namespace regimes::app {

using SampleRequest = RunRequest<experiments::SampleOptions>;

/// The table refers to `request`, which must outlive it.
OptionTable sample_option_table(SampleRequest& request);

}  // namespace regimes::app
