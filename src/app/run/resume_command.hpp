#pragma once
#include "app/arguments/command.hpp"

namespace regimes::app {

/// `regimes resume FILE`: goes on with an interrupted run, or extends a finished one.
Command resume_command();

}  // namespace regimes::app
