#pragma once
/// What `radius`, an experiment that only tests have, is asked to do.
#include "experiments/options/run_options.hpp"

namespace regimes::extension {

struct RadiusOptions : experiments::RunOptions {
  RadiusOptions() : RunOptions("radius.h5") {}

  std::int64_t realisations = 4;  ///< independent training sets
};

/// Checks every option, alone and against the others. Throws OptionError.
RadiusOptions resolve(RadiusOptions options);

/// All options, in the order of the help.
const experiments::OptionTable& radius_option_table();

}  // namespace regimes::extension
