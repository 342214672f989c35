#pragma once
#include "experiments/run/experiment.hpp"

namespace regimes::experiments {

/// The row of `schedule` in the catalogue of experiments.
Experiment schedule_entry();

}  // namespace regimes::experiments
