#pragma once
#include "experiments/run/experiment.hpp"

namespace regimes::experiments {

/// The row of `kde` in the catalogue of experiments.
Experiment kde_entry();

}  // namespace regimes::experiments
