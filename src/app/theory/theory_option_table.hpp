#pragma once
#include "app/arguments/command.hpp"
#include "app/theory/theory_options.hpp"

namespace regimes::app {

/// The options of `regimes theory`, in the order of the help.
OptionTable theory_option_table();

}  // namespace regimes::app
