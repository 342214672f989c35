#pragma once
/// The command line and the configuration file that it names, as a list of assignments.
#include <string>
#include <vector>

#include "app/arguments/assignment.hpp"
#include "experiments/options/run_options.hpp"

namespace regimes::app {

using experiments::config_option;
using experiments::help_option;
using experiments::OptionTable;

/// The options among `arguments`, in their order. A switch alone means true; --switch=false undoes what a
/// configuration file sets. Throws UsageError for unknown or abbreviated options,
/// options given twice, missing or superfluous values, and words that belong to no option.
std::vector<Assignment> read_command_line(const OptionTable& table,
                                          const std::vector<std::string>& arguments);

/// The command line and, for what it leaves open, the file given by --config.
std::vector<Assignment> read_options(const OptionTable& table, const std::vector<std::string>& arguments);

}  // namespace regimes::app
