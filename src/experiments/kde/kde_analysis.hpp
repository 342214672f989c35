#pragma once
/// From the sums of a run to densities, their spread and tails, and the best bandwidth, one training-set size
/// at a time.
#include <string>
#include <vector>

#include "experiments/kde/kde_result.hpp"
#include "observables/statistics.hpp"
#include "observables/threshold_time.hpp"

namespace regimes::experiments {

/// Levels of the quantiles.
inline const std::vector<double> quantile_levels = {.05, .25, .5, .75, .95};

/// Bins of ln(rho_h/E rho_h): equal ones from -ratio_range to ratio_range, whose first and last hold all
/// beyond.
inline constexpr double ratio_range = 20;
inline constexpr int ratio_bins = 160;

/// One quantity over queries and replicas; NaN where it is not known.
struct DensityCurve {
  observables::Curve curve;       ///< mean and its error; [bandwidth]
  std::vector<double> deviation;  ///< s.d. over queries and replicas; [bandwidth]
  std::vector<double> quantile;   ///< [bandwidth][level]
};

/// What the replicas that have reached one snapshot say together; vectors are empty where it says nothing.
struct KdeAnalysis {
  int replicas = 0;                                  ///< with this snapshot done
  DensityCurve log_density;                          ///< ln rho_h(x)
  DensityCurve log_density_ratio;                    ///< ln(rho_h(x)/rho(x)), of a known law
  DensityCurve ratio_to_mean;                        ///< rho_h(x)/E rho_h(x), of a known law
  DensityCurve intrinsic_dimension;                  ///< d + d ln rho_h/d ln h; of kernels that have a slope
  DensityCurve participation_ratio;                  ///< Y2
  DensityCurve effective_points;                     ///< 1/Y2
  DensityCurve nearest_distance_squared;             ///< per dimension
  DensityCurve support_count;                        ///< of compact kernels
  std::vector<double> tail_index, tail_index_error;  ///< of rho_h/E rho_h; [bandwidth]
  std::vector<std::int64_t> ratio_count;             ///< [bandwidth][bin]
  std::vector<double> likelihood;        ///< [bandwidth] mean ln rho_h(x) of queries without equals
  observables::Estimate best_bandwidth;  ///< largest such mean: least KL(rho || rho_h)
};

/// Whether ln rho_h has a slope in h: the ball has none.
inline bool has_slope(DensityKernel kernel) { return kernel != DensityKernel::ball; }

/// Without anything, for a checkpoint that cannot wait.
KdeAnalysis left_out_densities();
KdeAnalysis analyse_snapshot(const KdeResult& result, std::size_t snapshot);

/// Rules of thumb for d coordinates of deviation sigma: sigma n^{-1/(d+4)}, and (4/(d+2))^{1/(d+4)} times
/// that.
double scott_bandwidth(double deviation, double dimension, double points);
double silverman_bandwidth(double deviation, double dimension, double points);

}  // namespace regimes::experiments
