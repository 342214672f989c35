#pragma once
/// The experiment `geometry`: the spectra of the Jacobian of a score.
#include <memory>

#include "experiments/geometry/geometry_options.hpp"
#include "experiments/run/measurement.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// The measurement of a run with these options, from resolve(). Every rank looks at the files. Collective.
/// Throws the errors of base/error.hpp.
std::unique_ptr<Measurement> prepare(const GeometryOptions& options,
                                     const parallel::Communicator& communicator);

}  // namespace regimes::experiments
