#pragma once
/// Options that every command with a run has.
#include <string>
#include <vector>

#include "app/options.hpp"
#include "experiments/precision_choice.hpp"

namespace regimes::app {

/// --precision. `automatic`: what auto does.
Option precision_option(experiments::PrecisionChoice& precision, const std::string& automatic);

/// --force, --quiet, --config and --help of a command.
std::vector<Option> terminal_options(bool& force, bool& quiet, const std::string& command);

}  // namespace regimes::app
