#pragma once
/// What completion offers, whatever the shell.
#include <string>
#include <vector>

#include "app/arguments/command.hpp"

namespace regimes::app {

/// What stands in place of a command.
inline constexpr const char* help_word = "help";
inline constexpr const char* version_word = "--version";
inline constexpr const char* help_option_word = "--help";

/// What the value of an option is, for completion.
enum class ValueKind { anything, choice, file, folder };
ValueKind value_kind(const Option& option);

/// Names of the commands, in their order.
std::vector<std::string> command_names(const std::vector<Command>& commands);

}  // namespace regimes::app
