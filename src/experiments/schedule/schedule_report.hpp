#pragma once
#include <string>

#include "experiments/run/measurement.hpp"
#include "experiments/schedule/schedule_result.hpp"

namespace regimes::experiments {

/// What every grid and number of steps has given, beside the recursion, and a closing line.
std::string schedule_report(const ScheduleResult& result, const RunEnd& end);

}  // namespace regimes::experiments
