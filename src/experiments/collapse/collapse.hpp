#pragma once
/// The collapse experiment: curves of f^e/alpha and phi_C against t for every snapshot n_k, and the collapse
/// times they give.
#include <cstdint>
#include <optional>
#include <vector>

#include "experiments/collapse/collapse_options.hpp"
#include "experiments/run/run_start.hpp"
#include "experiments/snapshots/snapshot_summary.hpp"
#include "observables/collapse_time.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Collapse times of one snapshot, each under its estimator's name, with the reasons where one is missing or
/// doubtful.
struct SnapshotRow {
  std::int64_t points = 0;
  double log_points_per_dimension = 0;  ///< alpha
  observables::CollapseTimes times = {};
  double reference = 0;  ///< I(t) = ln n: theory, or for real data only the Gaussian bound
};

struct CollapseSummary : SnapshotSummary {
  std::vector<SnapshotRow> rows;  ///< one for every snapshot done
  bool reference_is_bound = false;
};

/// Runs the experiment (run/driver.hpp). Collective; start and summary are complete on root. `resolved`
/// comes from resolve(). Throws the errors of base/error.hpp.
CollapseSummary run_collapse(const CollapseOptions& resolved, const std::vector<ResolvedOption>& origins,
                             const parallel::Communicator& communicator, Observer& observer,
                             const std::optional<DocumentStart>& start = std::nullopt);

}  // namespace regimes::experiments
