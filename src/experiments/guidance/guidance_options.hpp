#pragma once
/// What `regimes guidance` is asked to do.
#include <vector>

#include "experiments/sample/sampler_options.hpp"

namespace regimes::experiments {

struct GuidanceOptions : SamplerOptions {
  GuidanceOptions() : SamplerOptions("guidance.h5") { guidance.kind = diffusion::GuidanceKind::linear; }

  std::vector<double> strengths = {0, 1, 3, 8};  ///< w; from resolve() on ascending, and 0 among them
};

/// Checks every option, alone and against the others. Throws OptionError.
GuidanceOptions resolve(GuidanceOptions options);

/// All options, in the order of the help.
const OptionTable& guidance_option_table();

}  // namespace regimes::experiments
