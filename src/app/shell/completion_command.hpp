#pragma once
#include "app/arguments/command.hpp"

namespace regimes::app {

/// `regimes completion bash|zsh`.
Command completion_command();

}  // namespace regimes::app
