#pragma once
/// The options of `regimes speciation`, bound to the values that they set.
#include "app/run_option_table.hpp"
#include "experiments/speciation/speciation_options.hpp"

namespace regimes::app {

using SpeciationRequest = RunRequest<experiments::SpeciationOptions>;

/// The table refers to `request`, which must outlive it.
OptionTable speciation_option_table(SpeciationRequest& request);

}  // namespace regimes::app
