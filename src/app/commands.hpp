#pragma once
/// The table of subcommands, and what to do for given arguments.
#include <string>
#include <vector>

#include "app/arguments/command.hpp"

namespace regimes::app {

const std::vector<Command>& commands();

/// The command called `name`. Throws UsageError that names the nearest one.
const Command& find_command(const std::string& name);

/// The task of `regimes ARGUMENTS`: a subcommand, help or versions. Throws UsageError, and what prepare() of
/// the command throws.
Task prepare(const std::vector<std::string>& arguments);

}  // namespace regimes::app
