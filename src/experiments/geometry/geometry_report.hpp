#pragma once
#include <string>

#include "experiments/geometry/geometry_result.hpp"
#include "experiments/run/measurement.hpp"

namespace regimes::experiments {

/// What a terminal shows at the end: a table of the largest size that is done, and a closing line.
std::string geometry_report(const GeometryResult& result, const RunEnd& end);

}  // namespace regimes::experiments
