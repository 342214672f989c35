#pragma once
#include "app/command.hpp"

namespace regimes::app {

/// `regimes trajectories`
Command trajectories_command();

}  // namespace regimes::app
