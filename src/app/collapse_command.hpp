#pragma once
#include "app/command.hpp"

namespace regimes::app {

/// `regimes collapse`: curves and collapse times t_C(n, d).
Command collapse_command();

}  // namespace regimes::app
