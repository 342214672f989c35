#pragma once
/// The experiment `trajectories`: clones, U-turns and last changes of the nearest training point, beside the
/// identities that need no trajectory.
#include <optional>
#include <string>
#include <vector>

#include "experiments/run/measurement.hpp"
#include "experiments/run/progress.hpp"
#include "experiments/run/run_start.hpp"
#include "experiments/trajectories/trajectories_result.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

struct TrajectoriesSummary : RunEnd {
  TrajectoriesResult result;
  std::int64_t steps = 0;  ///< (trajectory, step) made by this run
};

/// Runs the experiment and writes the output; OUTPUT.partial between two steps (checkpointer.hpp). With a
/// `start` it goes on from there. Collective; the summary is complete on root, `finished` on all. `resolved`
/// comes from resolve(). Throws the errors of base/error.hpp.
TrajectoriesSummary run_trajectories(const TrajectoriesOptions& resolved,
                                     const std::vector<ResolvedOption>& origins,
                                     const parallel::Communicator& communicator, Observer& observer,
                                     const std::optional<DocumentStart>& start = std::nullopt,
                                     RunExtent extent = RunExtent::whole);

}  // namespace regimes::experiments
