#pragma once
/// A plan from what a measurement says of its cost: for every experiment that has no plan of its own.
#include <memory>
#include <optional>
#include <string>

#include "experiments/run/measurement.hpp"
#include "experiments/run/run_plan.hpp"

namespace regimes::experiments {

/// Plans a run as PlanRun does. Without a profile the machine is measured for some seconds. Set-up is not
/// counted, so that wall time is good to a factor of two where the sweep takes most of it.
RunPlan plan_from_cost(const std::string& name, const Measurement& measurement, std::int64_t ranks,
                       const std::optional<MachineProfile>& profile, Calibration calibration,
                       const parallel::Communicator& alone);

}  // namespace regimes::experiments
