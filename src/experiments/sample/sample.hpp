#pragma once
/// The experiment `sample`: backward trajectories from noise to data, by any score and any step.
#include <memory>
#include <string>
#include <vector>

#include "experiments/run/measurement.hpp"
#include "experiments/sample/sample_result.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

struct SampleSummary : RunEnd {
  std::int64_t trajectories = 0, steps = 0;      ///< steps made by this run
  std::vector<double> times;                     ///< of observation
  std::vector<observables::Fraction> memorised;  ///< at these; empty without training points
  std::vector<observables::MeanError> variance;  ///< of the posterior means, likewise
  double ratio = 0;
  bool compares_means = true;  ///< as SampleResult has it
};

/// The measurement of a run with these options, from resolve(). Every rank looks at the files. Collective.
/// Throws the errors of base/error.hpp.
std::unique_ptr<Measurement> prepare(const SampleOptions& options,
                                     const parallel::Communicator& communicator);

}  // namespace regimes::experiments
