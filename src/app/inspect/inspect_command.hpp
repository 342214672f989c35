#pragma once
#include "app/arguments/command.hpp"

namespace regimes::app {

/// `regimes inspect FILE` and `regimes inspect --diff FILE OTHER`. Without MPI.
Command inspect_command();

}  // namespace regimes::app
