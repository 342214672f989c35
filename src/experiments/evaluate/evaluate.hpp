#pragma once
/// The experiment `evaluate`: what the noised training set says at points of the user's own.
#include <cstdint>
#include <string>
#include <vector>

#include "experiments/evaluate/evaluate_options.hpp"
#include "experiments/run/progress.hpp"
#include "experiments/run/run_record.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

struct EvaluateSummary {
  bool finished = false;  ///< false: stopped on request
  RunWork work;
  double seconds = 0;
  double predicted_seconds = 0;  ///< after the first of them; NaN: it was too short
  std::string output;            ///< the file that holds the results; empty: none was written
};

/// Runs the experiment and writes the output, batch by batch, from all ranks. Collective; the summary is
/// complete on root. `resolved` comes from resolve(). Throws the errors of base/error.hpp; then nothing is
/// written.
EvaluateSummary run_evaluate(const EvaluateOptions& resolved, const std::vector<ResolvedOption>& origins,
                             const parallel::Communicator& communicator, Observer& observer,
                             RunExtent extent = RunExtent::whole);

}  // namespace regimes::experiments
