#pragma once
/// From a measurement to its result: the one place that tells how a run goes, whatever it measures.
#include "experiments/run/experiment.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Checks that memory is enough, sets the measurement up, goes on from where the call starts, and then
/// measures part after part in pieces. Between two pieces all ranks agree, in one small reduction, whether to
/// go on, to write a checkpoint or to stop (kept_run.hpp). OUTPUT.partial is written at checkpoints, OUTPUT
/// at the end. With RunExtent::checks it ends before the first part. Collective; the report is on root.
/// Throws the errors of base/error.hpp.
RunOutcome run_experiment(const Experiment& experiment, const RunCall& call,
                          const parallel::Communicator& communicator, Observer& observer);

}  // namespace regimes::experiments
