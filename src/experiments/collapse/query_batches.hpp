#pragma once
/// Batches of queries: those that are swept after others, on the same points, and then join them.
#include "experiments/collapse/collapse_result.hpp"

namespace regimes::experiments {

/// What all batches of a run share, of `result` to `batch`, whose number of queries stays.
void share_settings(const CollapseResult& result, CollapseResult& batch);

/// A batch of so many queries after those of `result`, of which nothing is swept yet.
CollapseResult next_batch(const CollapseResult& result, std::int64_t queries);

/// All replicas and snapshots of `batch` are done: its queries follow those of `result`, and the means of
/// controls are those that it has brought, which are for all.
void join(CollapseResult& result, CollapseResult&& batch);

}  // namespace regimes::experiments
