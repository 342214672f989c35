#pragma once
#include "experiments/run/experiment.hpp"

namespace regimes::experiments {

/// The row of `collapse` in the catalogue of experiments.
Experiment collapse_entry();

}  // namespace regimes::experiments
