#pragma once
/// The merged accumulators of a run as a group of its result file: what a later run needs to resume or extend
/// it.
#include "experiments/collapse_result.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

/// Group `state`, for a root that declares `points` and `time`: posterior [replica, points, query, time],
/// class sums [..., class], and per replica the queries, the next block and the number of snapshots done. NaN
/// (-1 for indices) where nothing is done yet. For real data also the spectra of the snapshots done. A pass
/// that is between two snapshots has its sums in the group `in_progress`. Throws ContractError where a
/// replica's arrays do not fit the run's options.
io::Group state_group(const CollapseResult& result);

/// Names in the group, for whoever reads it.
inline constexpr const char* state_name = "state";
inline constexpr const char* in_progress_name = "in_progress";

}  // namespace regimes::experiments
