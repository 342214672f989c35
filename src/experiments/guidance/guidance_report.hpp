#pragma once
/// What a terminal shows at the end of `regimes guidance`.
#include <string>

#include "experiments/guidance/guidance_result.hpp"
#include "experiments/run/measurement.hpp"

namespace regimes::experiments {

/// path_steps: (trajectory, step) made by this run.
std::string guidance_report(const GuidanceResult& result, std::int64_t path_steps, const RunEnd& end);

}  // namespace regimes::experiments
