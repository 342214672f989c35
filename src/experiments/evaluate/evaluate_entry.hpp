#pragma once
#include "experiments/run/experiment.hpp"

namespace regimes::experiments {

/// The row of `evaluate` in the catalogue of experiments.
Experiment evaluate_entry();

}  // namespace regimes::experiments
