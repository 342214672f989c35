#pragma once
/// All that a run of `regimes kde` has measured so far, as plain values on one rank.
#include <optional>
#include <vector>

#include "experiments/kde/kde_options.hpp"
#include "experiments/snapshots/snapshot_states.hpp"

namespace regimes::experiments {

/// What is known of the queries of one replica beside their sums; the same for all snapshots and bandwidths.
struct DensityPoints {
  std::vector<double> norm_squared;        ///< |x|^2; [query]
  std::vector<double> mean_overlap;        ///< x.m; [query], empty but for a mixture
  std::vector<std::int64_t> source_index;  ///< of the training point left out; [query], -1: none
  /// [snapshot][query] points in its sum that are equal to the query; empty where none has equals, and of
  /// files that do not say.
  std::vector<std::vector<std::int64_t>> copies;
};

/// The law of synthetic points: N(0, sigma^2 I), or classes +-m of equal weight with sigma^2 within.
struct DensityLaw {
  double dimension = 0;
  double variance = 1;           ///< sigma^2
  double mean_norm_squared = 0;  ///< |m|^2

  /// ln rho(x), and ln of the mean of rho_h(x) over training sets.
  double log_density(double norm_squared, double mean_overlap) const;
  double log_mean_estimate(DensityKernel kernel, double bandwidth, double norm_squared,
                           double mean_overlap) const;
};

/// The grid of its states are bandwidths.
struct KdeResult : SnapshotStates {
  KdeOptions options;                 ///< resolved
  std::optional<DensityLaw> law;      ///< none for real data
  double deviation = 1;               ///< sigma: s.d. of a coordinate, root mean square over coordinates
  std::vector<DensityPoints> points;  ///< [replica started]

  /// Points in the sum of a snapshot: without the one that is left out.
  double points_in_sum(std::size_t snapshot) const;
};

}  // namespace regimes::experiments
