#pragma once
#include "app/arguments/command.hpp"

namespace regimes::app {

/// `regimes doctor`: whether this machine, this build and this way of starting ranks are in order.
Command doctor_command();

}  // namespace regimes::app
