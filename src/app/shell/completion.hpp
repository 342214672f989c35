#pragma once
/// Completion scripts for shells, from what commands say of themselves.
#include <string>
#include <vector>

#include "app/arguments/command.hpp"

namespace regimes::app {

/// For bash 4 or newer.
std::string bash_completion(const std::vector<Command>& commands);

/// For zsh: a file `_regimes` in a folder of $fpath.
std::string zsh_completion(const std::vector<Command>& commands);

}  // namespace regimes::app
