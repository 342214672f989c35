#pragma once
#include <vector>

#include "app/arguments/command.hpp"

namespace regimes::app {

/// The options of `regimes theory geometry` alone: planes of points, and two smoothed points.
std::vector<Option> geometry_options();

}  // namespace regimes::app
