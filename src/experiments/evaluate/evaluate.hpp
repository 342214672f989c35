#pragma once
/// The experiment `evaluate`: what the noised training set says at points of the user's own.
#include <optional>
#include <vector>

#include "experiments/evaluate/evaluate_options.hpp"
#include "experiments/run/measurement.hpp"
#include "experiments/run/progress.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

using EvaluateSummary = RunEnd;

/// Runs the experiment and writes the output, batch by batch, from all ranks; OUTPUT.partial between two
/// batches (checkpointer.hpp). With a `start` it goes on from there. Collective; the summary is complete on
/// root, `finished` on all. `resolved` comes from resolve(). Throws the errors of base/error.hpp.
EvaluateSummary run_evaluate(const EvaluateOptions& resolved, const std::vector<ResolvedOption>& origins,
                             const parallel::Communicator& communicator, Observer& observer,
                             const std::optional<DocumentStart>& start = std::nullopt,
                             RunExtent extent = RunExtent::whole);

}  // namespace regimes::experiments
