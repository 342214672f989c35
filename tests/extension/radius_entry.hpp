#pragma once
#include "experiments/run/experiment.hpp"

namespace regimes::extension {

/// The row of `radius` in the catalogue of experiments.
experiments::Experiment radius_entry();

}  // namespace regimes::extension
