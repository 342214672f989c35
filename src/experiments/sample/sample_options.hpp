#pragma once
/// What `regimes sample` is asked to do.
#include <string>
#include <vector>

#include "experiments/run/checkpointer.hpp"
#include "experiments/sample/sampler_options.hpp"

namespace regimes::experiments {

struct SampleOptions : SamplerOptions {
  SampleOptions() : SamplerOptions("sample.h5") {}

  std::vector<double> times;  ///< at which paths are observed, ascending; the end of the paths is always
  bool save_paths = false;    ///< keep the points at these times
  double ratio = 1. / 3;      ///< below it, a sample counts as memorised
  CheckpointOptions checkpoints;
};

/// Checks every option, alone and against the others. Throws OptionError.
SampleOptions resolve(SampleOptions options);

/// The times at which paths stand: those of the sampler and of --times, descending.
std::vector<double> schedule(const SampleOptions& options);

/// The times of observation, ascending; the first is the end of the paths.
std::vector<double> observation_times(const SampleOptions& options);

/// All options that end up in a result, as text.
const OptionTexts<SampleOptions>& sample_texts();

}  // namespace regimes::experiments
