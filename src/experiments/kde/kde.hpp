#pragma once
/// Kernel density estimates rho_h(x) at all bandwidths h and for all snapshots n_k, from one pass over the
/// training points per replica.  arXiv 2408.05807
#include <memory>
#include <vector>

#include "experiments/kde/kde_analysis.hpp"
#include "experiments/kde/kde_options.hpp"
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

/// The measurement of a run with these options, from resolve(). Every rank looks at the files. Collective.
/// Throws the errors of base/error.hpp.
std::unique_ptr<Measurement> prepare(const KdeOptions& options, const parallel::Communicator& communicator);

}  // namespace regimes::experiments
