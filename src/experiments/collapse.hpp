#pragma once
/// The collapse experiment: curves of f^e/alpha and phi_C against t for every snapshot n_k, and the collapse
/// times they give.
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "experiments/collapse_start.hpp"
#include "experiments/progress.hpp"
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

struct CollapseSummary {
  bool finished = false;          ///< false: stopped on request, what was done is in `output`
  std::vector<SnapshotRow> rows;  ///< one for every snapshot done
  bool reference_is_bound = false;
  // What follows is of this run, without what an earlier one had done.
  std::int64_t pairs = 0;         ///< (query, training point) pairs, over all replicas
  std::int64_t pair_times = 0;    ///< (query, training point, time)
  std::int64_t exponentials = 0;  ///< of these, those not skipped as negligible
  double reduced_bytes = 0;       ///< states that every rank sent, over all merges; 0 for one rank
  double points_share = 0;        ///< of the time of all threads, taken to read or generate points
  double skipped_weight =
      0;             ///< bound on what skipping left out of a posterior, a part of 1; see skipped_weight()
  double flops = 0;  ///< of the products and exponentials
  double seconds = 0;
  double predicted_seconds =
      std::numeric_limits<double>::quiet_NaN();  ///< after the first of them; NaN: it was too short
  std::string output;                            ///< the file that holds the results; empty: none was written
};

/// Runs the experiment and writes OUTPUT.partial at snapshots and checkpoints (checkpointer.hpp), OUTPUT at
/// the end. With a `start` it goes on from there, to the same numbers as a run that was never interrupted.
/// Collective; start and summary are complete on root. `resolved` comes from resolve(). Throws the errors of
/// base/error.hpp.
CollapseSummary run_collapse(const CollapseOptions& resolved, const std::vector<ResolvedOption>& origins,
                             const parallel::Communicator& communicator, Observer& observer,
                             std::optional<CollapseStart> start = std::nullopt);

}  // namespace regimes::experiments
