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

/// From a result file of a run with these options (resolve()d). Throws as read_run_start().
CollapseStart read_collapse_start(const io::Document& document, const CollapseOptions& options,
                                  const std::string& file);

}  // namespace regimes::experiments
