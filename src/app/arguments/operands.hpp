#pragma once
#include <string>
#include <vector>

#include "app/arguments/command.hpp"

namespace regimes::app {

/// The words of a command line that belong to no option, and the others, each in their order.
struct SplitArguments {
  std::vector<std::string> operands;
  std::vector<std::string> options;
};

/// A word that starts with "--" is an option; the word after an option that takes a value, and has none
/// behind "=", is that value. Mistakes among the options are left for read_command_line() to name.
SplitArguments split_operands(const OptionTable& table, const std::vector<std::string>& arguments);

}  // namespace regimes::app
