#pragma once
#include "app/command.hpp"

namespace regimes::app {

/// `regimes memorisation`
Command memorisation_command();

}  // namespace regimes::app
