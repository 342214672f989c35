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

/// From a result file of a run with these options (resolve()d). Throws as read_run_start().
KdeStart read_kde_start(const io::Document& document, const KdeOptions& options, const std::string& file);

}  // namespace regimes::experiments
