#pragma once
/// The group `state` of a result of the collapse experiment.
#include "experiments/collapse/collapse_result.hpp"
#include "experiments/snapshots/snapshot_state_group.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

/// Variables of sets with equal points.
inline constexpr const char *source_copies_name = "source_copies", *mean_log_copies_name = "mean_log_copies";

inline constexpr const char* exchanged_index_name = "exchanged_index";
/// Variables of queries with controls.
inline constexpr const char *information_name = "information_density", *half_norm_name = "source_half_norm",
                            *control_mean_name = "control_mean";
/// Root attribute, see CollapseResult.
inline constexpr const char* source_points_name = "source_points";

inline constexpr const char* time_axis = "time";

/// What all runs have (snapshot_state_group.hpp), over times; per replica the queries, and for real data the
/// spectra of the snapshots done. Throws ContractError where a replica's arrays do not fit the run's options.
io::Group state_group(const CollapseResult& result);

}  // namespace regimes::experiments
