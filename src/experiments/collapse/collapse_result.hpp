#pragma once
/// All that a run of the collapse experiment has measured so far, as plain values on one rank.
#include <optional>
#include <vector>

#include "experiments/collapse/collapse_options.hpp"
#include "experiments/collapse/query_controls.hpp"
#include "experiments/collapse/query_target.hpp"
#include "experiments/snapshots/snapshot_states.hpp"
#include "observables/query_values.hpp"
#include "theory/law.hpp"

namespace regimes::experiments {

/// The grid of its states are diffusion times. At most options.replicas replicas.
struct CollapseResult : SnapshotStates {
  CollapseOptions options;             ///< resolved; `queries`: of all batches that are done, at first one
  std::optional<theory::DataLaw> law;  ///< of synthetic data; none for real data
  /// The sources of queries are the last of so many points: the largest size when the run began. 0: the first
  /// of the smallest size, as versions up to 0.2 took them.
  std::int64_t source_points = 0;

  /// Whether queries 2p and 2p + 1 are of one source, with the noises z and -z.
  bool is_mirrored() const { return !options.plain && source_points > 0; }
  bool has_controls() const { return is_mirrored() && experiments::has_controls(options); }
  int states_per_query() const { return is_mirrored() ? 2 : 1; }
  std::vector<observables::Queries>
      queries;                          ///< [replica started]: options.queries, the same for all snapshots
  std::vector<QueryControls> controls;  ///< [replica started]; empty ones of runs that have none
  /// Spectra of the covariance (1/n) of the first n_k points of real data, [replica started][snapshot], at
  /// least those done; empty for synthetic laws and where it was not computed.
  std::vector<std::vector<theory::Spectrum>> spectra;
  QueryTarget target;  ///< of a run with --target-error
};

}  // namespace regimes::experiments
