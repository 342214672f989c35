#pragma once
#include "app/arguments/command.hpp"

namespace regimes::app {

/// `regimes plan`: what a run of collapse would cost.
Command plan_command();

}  // namespace regimes::app
