#pragma once
#include "experiments/run/experiment.hpp"

namespace regimes::experiments {

/// The row of `speciation` in the catalogue of experiments.
Experiment speciation_entry();

}  // namespace regimes::experiments
