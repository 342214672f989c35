#pragma once
#include "experiments/run/experiment.hpp"

namespace regimes::experiments {

/// The row of `trajectories` in the catalogue of experiments.
Experiment trajectories_entry();

}  // namespace regimes::experiments
