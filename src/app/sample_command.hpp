#pragma once
#include "app/command.hpp"

namespace regimes::app {

/// `regimes sample`
Command sample_command();

}  // namespace regimes::app
