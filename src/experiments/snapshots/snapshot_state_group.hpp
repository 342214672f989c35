#pragma once
/// The merged accumulators of a run as a group of its result file: what a later run needs to resume or extend
/// it.
#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "experiments/snapshots/snapshot_states.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

/// Names in the group, for whoever reads it.
inline constexpr const char* in_progress_name = "in_progress";
inline constexpr const char* next_reference_name = "next_reference";

/// What stands for values that are not there yet.
inline constexpr double not_done = std::numeric_limits<double>::quiet_NaN();
inline constexpr std::int64_t no_index = -1;

/// Group `state`, for a root that declares `points` and the dimension `axis` of the grid: posterior [replica,
/// points, query, axis], class sums [..., class], and per replica the next block and the number of snapshots
/// done. NaN (-1 for indices) where nothing is done yet. A pass that is between two snapshots has its sums in
/// the group `in_progress`. Experiments add what they know of their queries. Throws ContractError where a
/// replica's arrays do not fit the run's options.
io::Group state_group(const SnapshotOptions& options, const SnapshotStates& states, const std::string& axis);

/// Length of the dimension `replica`: those that were started, so that the first checkpoint of a run with
/// many replicas is no larger than what it has; at least one, since some readers take no empty dimension.
std::size_t replicas_kept(const SnapshotStates& states);

/// Values of the queries of the replicas that were started, `rows` [replica started][query], as one array
/// [replica][query], with `missing` where none was.
template <class T, class Row>
std::vector<T> per_query(const SnapshotOptions& options, const SnapshotStates& states,
                         const std::vector<Row>& rows, T missing) {
  std::vector<T> values(replicas_kept(states) * options.queries, missing);
  for (std::size_t r = 0; r < rows.size(); ++r)
    std::copy(rows[r].begin(), rows[r].end(), values.begin() + r * options.queries);
  return values;
}

}  // namespace regimes::experiments
