#pragma once
#include "app/command.hpp"

namespace regimes::app {

/// `regimes kde`: kernel density estimates at all bandwidths.
Command kde_command();

}  // namespace regimes::app
