#pragma once
#include "app/arguments/command.hpp"

namespace regimes::app {

/// `regimes strip FILE`.
Command strip_command();

}  // namespace regimes::app
