#pragma once
/// The collapse experiment: curves of f^e/alpha and phi_C against t for every snapshot n_k, and the collapse
/// times they give.
#include <cstdint>
#include <string>
#include <vector>

#include "experiments/collapse_options.hpp"
#include "experiments/progress.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Collapse times of one snapshot, each under its estimator's name. NaN where a curve does not reach its
/// threshold on the grid.
struct SnapshotRow {
  std::int64_t points = 0;
  double log_points_per_dimension = 0;  ///< alpha
  double cloning = 0;                   ///< phi_C = 1/2
  double cloning_stderr = 0;
  double entropy = 0;  ///< f^e/alpha = .05
  double entropy_stderr = 0;
  double fit = 0;  ///< one-parameter fit of the finite-size law
  double fit_stderr = 0;
  double reference = 0;  ///< I(t) = ln n: theory, or for real data only the Gaussian bound
};

struct CollapseSummary {
  bool finished = false;          ///< false: stopped on request, what was done is in `output`
  std::vector<SnapshotRow> rows;  ///< one for every snapshot done
  bool reference_is_bound = false;
  std::int64_t pairs = 0;       ///< (query, training point) pairs, over all replicas
  std::int64_t pair_times = 0;  ///< (query, training point, time): exponentials, skipped ones included
  double flops = 0;             ///< of the products and exponentials
  double seconds = 0;
  std::string output;              ///< the file that holds the results; empty: none was written
  std::vector<std::string> notes;  ///< lines for the reader, e.g. why a collapse time is NaN
};

/// Runs the experiment and writes OUTPUT.partial after snapshots, OUTPUT at the end. Collective; the
/// summary is complete on root. `resolved` comes from resolve(). Throws the errors of base/error.hpp.
CollapseSummary run_collapse(const CollapseOptions& resolved, const std::vector<ResolvedOption>& origins,
                             const parallel::Communicator& communicator, Observer& observer);

}  // namespace regimes::experiments
