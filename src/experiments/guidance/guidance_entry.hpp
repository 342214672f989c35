#pragma once
/// The row of `guidance` in the catalogue of experiments.
#include "experiments/run/experiment.hpp"

namespace regimes::experiments {

Experiment guidance_entry();

}  // namespace regimes::experiments
