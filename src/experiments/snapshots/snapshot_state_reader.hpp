#pragma once
/// The states of a run back from its result file, finished or not.
#include <string>

#include "experiments/snapshots/snapshot_states.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

/// What state_group() wrote, as the group `state`, of a run with these options (resolved; those of the file),
/// and the coordinates `points` and `axis` of its root: all but the dimension. Throws DataError where the
/// document lacks something or does not fit together.
SnapshotStates read_snapshot_states(const io::Document& document, const io::Group& state,
                                    const SnapshotOptions& options, const std::string& axis);

/// Replicas whose values the group has: those started, or in files of earlier versions all that were asked
/// for.
std::size_t replicas_in(const io::Group& state);

}  // namespace regimes::experiments
