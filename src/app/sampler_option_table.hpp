#pragma once
/// The options that commands with a sampler share.
#include <vector>

#include "app/options.hpp"
#include "experiments/sampler_options.hpp"

namespace regimes::app {

/// Score, step, times, trajectories, seed and precision. All refer to `options`, which must outlive them.
std::vector<Option> sampler_options(experiments::SamplerOptions& options);

/// --checkpoint-minutes and --time-limit.
std::vector<Option> sampler_checkpoint_options(experiments::CheckpointOptions& options);

/// --output, --dry-run, --force, --quiet, --config and --help.
std::vector<Option> sampler_output_options(experiments::SamplerOptions& options, bool& quiet,
                                           const std::string& command);

}  // namespace regimes::app
