#pragma once
#include "app/arguments/command.hpp"

namespace regimes::app {

/// `regimes describe [COMMAND]`: the options of commands for programs.
Command describe_command();

}  // namespace regimes::app
