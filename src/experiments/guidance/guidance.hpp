#pragma once
/// The experiment `guidance`: the same paths at several strengths of guidance, and what it does to their
/// ends.
#include <memory>

#include "experiments/guidance/guidance_options.hpp"
#include "experiments/run/measurement.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// The measurement of a run with these options, from resolve(). Every rank looks at the files. Collective.
/// Throws the errors of base/error.hpp.
std::unique_ptr<Measurement> prepare(const GuidanceOptions& options,
                                     const parallel::Communicator& communicator);

}  // namespace regimes::experiments
