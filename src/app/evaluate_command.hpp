#pragma once
#include "app/command.hpp"

namespace regimes::app {

/// `regimes evaluate`
Command evaluate_command();

}  // namespace regimes::app
