#pragma once
/// The options of `regimes collapse`, bound to the values that they set.
#include "app/options.hpp"
#include "experiments/collapse_options.hpp"

namespace regimes::app {

/// What the command line of `regimes collapse` sets. `config` and `help` are used while it is read.
struct CollapseRequest {
  experiments::CollapseOptions options;
  bool quiet = false;
  bool dry_run = false;
};

/// The table refers to `request`, which must outlive it.
OptionTable collapse_option_table(CollapseRequest& request);

}  // namespace regimes::app
