#pragma once
#include "experiments/run/experiment.hpp"

namespace regimes::experiments {

/// The row of `sample` in the catalogue of experiments.
Experiment sample_entry();

}  // namespace regimes::experiments
