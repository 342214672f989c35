#pragma once
/// What `regimes sample` is asked to do.
#include <string>
#include <vector>

#include "experiments/memorisation/ratio_option.hpp"
#include "experiments/sample/sampler_options.hpp"

namespace regimes::experiments {

struct SampleOptions : SamplerOptions {
  SampleOptions() : SamplerOptions("sample.h5") {}

  std::vector<double> times;     ///< at which paths are observed, ascending; the end of the paths is always
  bool save_paths = false;       ///< keep the points at these times
  double ratio = default_ratio;  ///< below it, a sample counts as memorised
};

/// Checks every option, alone and against the others. Throws OptionError.
SampleOptions resolve(SampleOptions options);

/// The times at which paths stand: those of the sampler and of --times, descending.
std::vector<double> schedule(const SampleOptions& options);

/// The times of observation, ascending; the first is the end of the paths.
std::vector<double> observation_times(const SampleOptions& options);

/// All options, in the order of the help.
const OptionTable& sample_option_table();

}  // namespace regimes::experiments
