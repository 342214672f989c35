#pragma once
#include "experiments/run/experiment.hpp"

namespace regimes::experiments {

/// The row of `geometry` in the catalogue of experiments.
Experiment geometry_entry();

}  // namespace regimes::experiments
