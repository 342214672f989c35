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

/// Names in a run with a target error: a root attribute, and what its state has beside that of others.
inline constexpr const char *target_error_name = "target_error", *query_batches_name = "query_batches",
                            *further_queries_name = "further_queries";

inline constexpr const char* time_axis = "time";

/// What all runs have (snapshot_state_group.hpp), over times; per replica the queries, and for real data the
/// spectra of the snapshots done. Throws ContractError where a replica's arrays do not fit the run's options.
/// Runs with a target error have the numbers of queries of their batches, and those that are being swept
/// after others in the group `further_queries`.
io::Group state_group(const CollapseResult& result, const CollapseResult* further = nullptr);

}  // namespace regimes::experiments
