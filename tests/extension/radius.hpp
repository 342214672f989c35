#pragma once
/// The experiment `radius`: the mean squared radius per dimension of training sets, E|a|^2/d.
#include <memory>

#include "experiments/run/measurement.hpp"
#include "radius_options.hpp"

namespace regimes::extension {

/// Measures the radius of every training set. Collective.
std::unique_ptr<experiments::Measurement> prepare(const RadiusOptions& options,
                                                  const parallel::Communicator& communicator);

}  // namespace regimes::extension
