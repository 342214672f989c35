#pragma once
/// What a run of the collapse experiment will cost, before it is run.
#include <optional>

#include "experiments/collapse/collapse_options.hpp"
#include "experiments/run/run_plan.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// A run of `collapse` with `options` (resolve()d), as PlanRun plans it: the run's own points are swept for
/// two seconds where wall time is measured here.
RunPlan plan_collapse(const CollapseOptions& options, std::int64_t ranks,
                      const std::optional<MachineProfile>& profile, Calibration calibration,
                      const parallel::Communicator& alone);

}  // namespace regimes::experiments
