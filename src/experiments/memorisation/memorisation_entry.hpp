#pragma once
#include "experiments/run/experiment.hpp"

namespace regimes::experiments {

/// The row of `memorisation` in the catalogue of experiments.
Experiment memorisation_entry();

}  // namespace regimes::experiments
