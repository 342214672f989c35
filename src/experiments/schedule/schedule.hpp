#pragma once
/// The experiment `schedule`: what grids of times make of the two modes of a mixture.
#include <memory>

#include "experiments/run/measurement.hpp"
#include "experiments/schedule/schedule_options.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// The measurement of a run with these options, from resolve(). Collective. Throws the errors of
/// base/error.hpp.
std::unique_ptr<Measurement> prepare(const ScheduleOptions& options,
                                     const parallel::Communicator& communicator);

}  // namespace regimes::experiments
