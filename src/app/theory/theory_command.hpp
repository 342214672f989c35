#pragma once
#include "app/arguments/command.hpp"

namespace regimes::app {

/// `regimes theory collapse|speciation`: closed forms and exact averages, without a simulation.
Command theory_command();

}  // namespace regimes::app
