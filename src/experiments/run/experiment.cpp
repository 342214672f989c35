#include "experiments/run/experiment.hpp"

#include "experiments/run/cost_plan.hpp"

namespace regimes::experiments {

PlanRun plan_of_cost(const Experiment& experiment) {
  return [name = experiment.name, prepare = experiment.prepare](
             const RunOptions& options, std::int64_t ranks, const std::optional<MachineProfile>& profile,
             Calibration calibration, const parallel::Communicator& alone) {
    return plan_from_cost(name, *prepare(options, alone), ranks, profile, calibration, alone);
  };
}

}  // namespace regimes::experiments
