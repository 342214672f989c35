#pragma once
/// The group `state` of a result of `regimes kde`, and back.
#include "experiments/kde/kde_result.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

inline constexpr const char* bandwidth_axis = "bandwidth";

/// What all runs have (snapshot_state_group.hpp), over bandwidths, and per replica the queries.
io::Group state_group(const KdeResult& result);

/// What a run with these options (complete; those of the file) had measured, with law and dimension left to
/// the caller. Throws DataError where the document lacks something or does not fit together.
KdeResult read_kde_state(const io::Document& document, const KdeOptions& resolved);

}  // namespace regimes::experiments
