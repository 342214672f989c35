#pragma once
/// The options of `regimes theory`, bound to the values that they set.
#include "app/options.hpp"
#include "app/theory_options.hpp"

namespace regimes::app {

/// What the command line of `regimes theory` sets.
struct TheoryRequest {
  TheoryOptions options;
};

/// The table refers to `request`, which must outlive it.
OptionTable theory_option_table(TheoryRequest& request);

}  // namespace regimes::app
