#pragma once
/// From the states of a run to curves and collapse times, one training-set size at a time.
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "experiments/collapse/collapse_result.hpp"
#include "observables/collapse_time.hpp"
#include "observables/control_variates.hpp"
#include "theory/law.hpp"

namespace regimes::experiments {

/// What the replicas that have reached one snapshot say together.
struct SnapshotAnalysis {
  int replicas = 0;            ///< with this snapshot done; 0: curves are empty and times NaN
  observables::Curves curves;  ///< over result.times
  /// What became of the means that are adjusted, over all replicas; empty for others, and for plain runs.
  observables::PerObservable<observables::VarianceReduction> reduction;
  observables::EffectiveDimension dimension;
  observables::CollapseTimes collapse_times;
  std::optional<observables::CollapseTimes>
      distinct_times;  ///< with equal points as one, where there are any
};

/// Depends on nothing but the states of that snapshot: a caller that writes after every snapshot repeats it
/// only for the one that changed.
SnapshotAnalysis analyse_snapshot(const CollapseResult& result, std::size_t snapshot);
/// t_C by cloning of every replica alone, where there are enough for their scatter to be the error of all;
/// otherwise none.
std::vector<observables::Estimate> cloning_times_of_replicas(const CollapseResult& result,
                                                             std::size_t snapshot);
/// Without curves and times, for a checkpoint.
SnapshotAnalysis left_out_snapshot();
/// All snapshots.
std::vector<SnapshotAnalysis> analyse(const CollapseResult& result);

/// What snapshots are compared with: the law of synthetic data. For real data, the Gaussian with the
/// covariance of the prefix, which only bounds them, with I and V averaged over the replicas done; none where
/// no spectrum is known.
std::optional<theory::DataLaw> reference_law(const CollapseResult& result, std::size_t snapshot);
/// I(t) = ln n_k under that law: the theoretical t_C, or for real data its Gaussian bound. NaN where there is
/// none.
double reference_collapse_time(const CollapseResult& result, std::size_t snapshot);

/// d_eff of that law at time t: that of n_k points, or for real data its Gaussian bound, that of infinitely
/// many. NaN where there is no law, or t is NaN.
double reference_dimension(const CollapseResult& result, std::size_t snapshot, double t);

/// What the error bars are, for the root attribute of the same name: the rule for each number of replicas
/// that snapshots rest on, and for files what all of them leave out.
std::string error_bars_text(bool is_from_file, const std::vector<SnapshotAnalysis>& analysis);

}  // namespace regimes::experiments
