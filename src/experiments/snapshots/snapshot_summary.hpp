#pragma once
/// How a run over snapshots has ended.
#include "experiments/run/measurement.hpp"

namespace regimes::experiments {

struct SnapshotSummary : RunEnd {
  std::size_t rows_told = 0;  ///< of the table of results, which were printed during the run
  double points_share = 0;    ///< of the time of all threads, taken to read or generate points
  double skipped_weight = 0;  ///< bound on what skipping left out of a posterior, a part of 1
};

}  // namespace regimes::experiments
