#pragma once
/// A small run of the collapse experiment, with states drawn at random instead of swept.
#include "experiments/collapse/collapse_result.hpp"

namespace regimes::experiments {

struct SampleShape {
  int replicas = 1;  ///< asked for and started
  int queries = 12;
  int classes = 0;
  int times = 9;
};

/// Snapshots 40 and 400 of a Gaussian in 8 dimensions, all done: every state follows the law's finite-size
/// approximation.
CollapseResult sample_result(const SampleShape& shape);
/// Snapshots 40 and 400 as of real data: no law, but a spectrum per replica and snapshot.
CollapseResult sample_real_data(const SampleShape& shape);

}  // namespace regimes::experiments
