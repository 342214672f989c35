#pragma once
/// The experiment `sample`: backward trajectories from noise to data, by any score and any step.
#include <optional>
#include <string>
#include <vector>

#include "experiments/run/measurement.hpp"
#include "experiments/run/progress.hpp"
#include "experiments/run/run_start.hpp"
#include "experiments/sample/sample_result.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

struct SampleSummary : RunEnd {
  std::int64_t trajectories = 0, steps = 0;       ///< steps made by this run
  std::vector<double> times;                      ///< of observation
  std::vector<observables::MeanError> memorised;  ///< at these; empty without training points
  double ratio = 0;
};

/// Runs the experiment and writes the output. Collective; the summary is complete on root, `finished` on all.
/// `resolved` comes from resolve(). Throws the errors of base/error.hpp.
SampleSummary run_sample(const SampleOptions& resolved, const std::vector<ResolvedOption>& origins,
                         const parallel::Communicator& communicator, Observer& observer,
                         const std::optional<DocumentStart>& start = std::nullopt,
                         RunExtent extent = RunExtent::whole);

}  // namespace regimes::experiments
