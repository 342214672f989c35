#pragma once
/// The speciation experiment: when the class of a point is decided, by every definition, for laws known
/// exactly and for training sets.
#include <optional>
#include <string>
#include <vector>

#include "experiments/run/measurement.hpp"
#include "experiments/run/progress.hpp"
#include "experiments/run/run_start.hpp"
#include "experiments/speciation/speciation_options.hpp"
#include "experiments/speciation/speciation_result.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

struct SpeciationSummary : RunEnd {
  std::vector<SpeciationRow> rows;
};

/// Runs the experiment and writes the result; OUTPUT.partial after replicas and parts of the fresh points
/// (checkpointer.hpp). With a `start` it goes on from there. Collective; the summary is complete on root,
/// `finished` on all. `resolved` comes from resolve(). Of RunExtent::checks the summary is empty but for
/// `finished`. Throws the errors of base/error.hpp.
SpeciationSummary run_speciation(const SpeciationOptions& resolved,
                                 const std::vector<ResolvedOption>& origins,
                                 const parallel::Communicator& communicator, Observer& observer,
                                 const std::optional<DocumentStart>& start = std::nullopt,
                                 RunExtent extent = RunExtent::whole);

}  // namespace regimes::experiments
