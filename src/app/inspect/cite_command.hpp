#pragma once
#include "app/arguments/command.hpp"

namespace regimes::app {

/// `regimes cite` and `regimes cite FILE`. Without MPI.
Command cite_command();

}  // namespace regimes::app
