#pragma once
/// The options of `regimes sample`, bound to the values that they set.
#include "app/options.hpp"
#include "experiments/sample_options.hpp"

namespace regimes::app {

/// What the command line of `regimes sample` sets.
struct SampleRequest {
  experiments::SampleOptions options;
  bool quiet = false;
};

/// The table refers to `request`, which must outlive it.
OptionTable sample_option_table(SampleRequest& request);

}  // namespace regimes::app
