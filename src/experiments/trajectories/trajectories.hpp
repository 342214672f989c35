#pragma once
/// The experiment `trajectories`: clones, U-turns and last changes of the nearest training point, beside the
/// identities that need no trajectory.
#include <memory>
#include <string>
#include <vector>

#include "experiments/run/measurement.hpp"
#include "experiments/trajectories/trajectories_result.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

struct TrajectoriesSummary : RunEnd {
  TrajectoriesResult result;
  std::int64_t steps = 0;  ///< (trajectory, step) made by this run
};

/// The measurement of a run with these options, from resolve(). Every rank looks at the files. Collective.
/// Throws the errors of base/error.hpp.
std::unique_ptr<Measurement> prepare(const TrajectoriesOptions& options,
                                     const parallel::Communicator& communicator);

}  // namespace regimes::experiments
