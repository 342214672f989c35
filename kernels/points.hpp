#pragma once
/// The two sources of training points. Coordinates are float numbers in either precision of the sweep:
/// precision never changes the data set.
#include <variant>

#include "kernels/procedural_points.hpp"
#include "kernels/stored_points.hpp"

namespace regimes::kernels {

using PointSource = std::variant<StoredPoints, ProceduralPoints>;

}  // namespace regimes::kernels
