#pragma once
/// The two sources of training points. Those of a law are float numbers in either precision of the sweep,
/// which never changes the data set; stored rows of a file are float or double numbers.
#include <variant>

#include "kernels/procedural_points.hpp"
#include "kernels/stored_points.hpp"

namespace regimes::kernels {

using PointSource = std::variant<StoredPoints, ProceduralPoints>;

}  // namespace regimes::kernels
