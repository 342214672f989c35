#pragma once
/// Kernel density estimates rho_h(x) at all bandwidths h and for all snapshots n_k, from one pass over the
/// training points per replica.  arXiv 2408.05807
#include <optional>
#include <vector>

#include "experiments/kde/kde_analysis.hpp"
#include "experiments/kde/kde_options.hpp"
#include "experiments/run/run_start.hpp"
#include "experiments/snapshots/snapshot_summary.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Bandwidths of one snapshot.
struct KdeRow {
  std::int64_t points = 0;
  double log_points_per_dimension = 0;  ///< alpha
  observables::Estimate best;           ///< of the largest mean ln rho_h(x)
  double log_density = 0;               ///< that mean at the grid point with the largest, nats
  double divergence = 0;                ///< KL(rho || rho_h) there; NaN where the law is not known
  double kullback_leibler = 0, condensation = 0, central_limit = 0;  ///< theory; NaN where there is none
  double scott = 0, silverman = 0;
};

struct KdeSummary : SnapshotSummary {
  std::vector<KdeRow> rows;  ///< one for every snapshot done
};

/// Runs the experiment (run/driver.hpp). Collective; start and summary are complete on root. `resolved`
/// comes from resolve(). Throws the errors of base/error.hpp.
KdeSummary run_kde(const KdeOptions& resolved, const std::vector<ResolvedOption>& origins,
                   const parallel::Communicator& communicator, Observer& observer,
                   const std::optional<DocumentStart>& start = std::nullopt);

}  // namespace regimes::experiments
