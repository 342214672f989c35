#pragma once
/// The options that commands with a sampler share.
#include <vector>

#include "app/options.hpp"
#include "experiments/sample/sampler_options.hpp"

namespace regimes::app {

/// Score, step, times, trajectories, seed and precision. All refer to `options`, which must outlive them.
std::vector<Option> sampler_options(experiments::SamplerOptions& options);

}  // namespace regimes::app
