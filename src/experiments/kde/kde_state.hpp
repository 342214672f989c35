#pragma once
/// The group `state` of a result of `regimes kde`, and back.
#include "experiments/kde/kde_result.hpp"
#include "experiments/run/run_start.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

inline constexpr const char* bandwidth_axis = "bandwidth";

/// What all runs have (snapshot_state_group.hpp), over bandwidths, and per replica the queries.
io::Group state_group(const KdeResult& result);

/// Complete on root.
struct KdeStart {
  RunStart run;
  KdeResult result;
};

/// What state_group() wrote of a run with these options (resolved, those of the file). Throws DataError where
/// the document lacks something or does not fit together.
KdeResult read_kde_state(const io::Document& document, const KdeOptions& resolved);

}  // namespace regimes::experiments
