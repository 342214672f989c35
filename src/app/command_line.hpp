#pragma once
/// The command line and the configuration file that it names, as a list of assignments.
#include <string>
#include <vector>

#include "app/options.hpp"

namespace regimes::app {

inline constexpr const char* config_option = "config";
inline constexpr const char* help_option = "help";

/// The options among `arguments`, in their order. A switch alone means true; --switch=false undoes what a
/// configuration file sets. Throws UsageError for unknown or abbreviated options,
/// options given twice, missing or superfluous values, and words that belong to no option.
std::vector<Assignment> read_command_line(const OptionTable& table,
                                          const std::vector<std::string>& arguments);

/// The command line and, for what it leaves open, the file given by --config.
std::vector<Assignment> read_options(const OptionTable& table, const std::vector<std::string>& arguments);

}  // namespace regimes::app
