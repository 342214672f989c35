#pragma once
/// A run of the collapse experiment that goes on from a result file, finished or not.
#include "experiments/collapse/collapse_result.hpp"
#include "experiments/run/run_start.hpp"

namespace regimes::experiments {

/// Complete on root.
struct CollapseStart {
  RunStart run;
  CollapseResult result;
};

}  // namespace regimes::experiments
