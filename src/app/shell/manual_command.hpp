#pragma once
#include "app/arguments/command.hpp"

namespace regimes::app {

/// `regimes manual`: the manual page.
Command manual_command();

}  // namespace regimes::app
