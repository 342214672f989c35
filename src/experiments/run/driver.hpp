#pragma once
/// From a measurement to its result: the one place that tells how a run goes, whatever it measures.
#include <optional>
#include <vector>

#include "experiments/run/measurement.hpp"
#include "experiments/run/run_start.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Checks that memory is enough, sets the measurement up, goes on from `start` where there is one, and then
/// measures part after part in pieces. Between two pieces all ranks agree, in one small reduction, whether to
/// go on, to write a checkpoint or to stop (kept_run.hpp). OUTPUT.partial is written at checkpoints, OUTPUT
/// at the end. With RunExtent::checks it ends before the first part. Collective; start and end are complete
/// on root. Throws the errors of base/error.hpp.
RunEnd run_measurement(Measurement& measurement, const std::vector<ResolvedOption>& origins,
                       const std::optional<DocumentStart>& start, RunExtent extent,
                       const parallel::Communicator& communicator, Observer& observer);

}  // namespace regimes::experiments
