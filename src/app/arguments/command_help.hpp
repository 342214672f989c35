#pragma once
/// A command as text, from what it says of itself (command.hpp).
#include <string>

#include "app/arguments/command.hpp"

namespace regimes::app {

/// "regimes inspect FILE [OTHER] OPTIONS"
std::string usage_line(const Command& command);

/// What --help prints: one line per option, and examples.
std::string help_screen(const Command& command);

/// What `regimes help COMMAND` prints, and with --all: everything.
std::string help_manual(const Command& command, bool with_all);

}  // namespace regimes::app
