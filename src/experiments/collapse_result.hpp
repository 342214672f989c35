#pragma once
/// All that a run of the collapse experiment has measured so far, as plain values on one rank.
#include <cstdint>
#include <optional>
#include <vector>

#include "experiments/collapse_options.hpp"
#include "experiments/pass_progress.hpp"
#include "observables/query_values.hpp"
#include "theory/law.hpp"

namespace regimes::experiments {

/// One replica that was started. Snapshots are done in order, so the first snapshots.size() of the run's are.
struct ReplicaResult {
  observables::Queries queries;                     ///< options.queries of them, the same for all snapshots
  std::vector<kernels::PosteriorStates> snapshots;  ///< merged over ranks; [snapshot done]
  /// Of the covariance (1/n) of the first n_k points of real data, [snapshot], at least those done; empty for
  /// synthetic laws and where it was not computed.
  std::vector<theory::Spectrum> spectra;
  std::int64_t next_block = 0;  ///< the first global block that is not swept to its end
};

struct CollapseResult {
  CollapseOptions options;              ///< resolved
  std::int64_t dimension = 0;           ///< d
  std::vector<std::int64_t> snapshots;  ///< n_k, ascending, all that were asked for
  std::vector<double> times;            ///< ascending
  Precision precision;                  ///< of the logits
  std::vector<int> class_values;  ///< label value of each class position; empty: classes are not followed
  std::optional<theory::DataLaw> law;   ///< of synthetic data; none for real data
  std::vector<ReplicaResult> replicas;  ///< in order, those started; at most options.replicas
  int replica_in_progress = 0;          ///< the one whose pass has begun last
  PassProgress progress;                ///< of that pass
};

/// Whether the pass in progress has merged points beyond the last snapshot done.
bool is_between_snapshots(const CollapseResult& result);

/// Of all that is merged, over all replicas: (pair, time) terms, (query, point) pairs, and the floating-point
/// operations of two products per pair and of the terms that were not skipped.
kernels::Work work(const CollapseResult& result);
std::int64_t pairs(const CollapseResult& result);
double flops(const CollapseResult& result);

/// Bound on the part of Z that terms skipped as negligible may have had, averaged over queries and times: the
/// sum of their bounds (kernels/README.md, "Skipping") divided by the number of posteriors.
double skipped_weight(const CollapseResult& result);

}  // namespace regimes::experiments
