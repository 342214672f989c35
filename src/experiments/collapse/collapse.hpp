#pragma once
/// The collapse experiment: curves of f^e/alpha and phi_C against t for every snapshot n_k, and the collapse
/// times they give.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "experiments/collapse/collapse_options.hpp"
#include "experiments/collapse/query_target.hpp"
#include "experiments/snapshots/snapshot_summary.hpp"
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
  double dimension = 0;  ///< d
  observables::EffectiveDimension directions = {};
  /// What stands beside the largest effective dimension, at its time: the law of n points or, for real data,
  /// the Gaussian bound.
  double reference_dimension = 0;
};

struct CollapseSummary : SnapshotSummary {
  std::vector<SnapshotRow> rows;           ///< one for every snapshot done
  std::vector<SnapshotRow> distinct_rows;  ///< with equal points as one; empty where there are none
  bool reference_is_bound = false;
  std::string target = {};  ///< where a target error stands; empty: it is a warning, or there is none
};

/// What the first queries of a run say of the error of t_C (cloning) at its largest size.
struct QueryTrial {
  observables::Estimate time;
  ErrorParts error;
};

/// Sweeps the first realisation of a run with these options on this rank alone. Throws as prepare() and its
/// measurement do.
QueryTrial try_queries(const CollapseOptions& options, const parallel::Communicator& alone);

/// The measurement of a run with these options, from resolve(). Every rank looks at the files. Collective.
/// Throws the errors of base/error.hpp.
std::unique_ptr<Measurement> prepare(const CollapseOptions& options,
                                     const parallel::Communicator& communicator);

}  // namespace regimes::experiments
