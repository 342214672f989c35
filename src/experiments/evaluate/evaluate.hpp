#pragma once
/// The experiment `evaluate`: what the noised training set says at points of the user's own.
#include <memory>
#include <vector>

#include "experiments/evaluate/evaluate_options.hpp"
#include "experiments/run/measurement.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// The measurement of a run with these options, from resolve(). Every rank looks at the files. Collective.
/// Throws the errors of base/error.hpp.
std::unique_ptr<Measurement> prepare(const EvaluateOptions& options,
                                     const parallel::Communicator& communicator);

}  // namespace regimes::experiments
