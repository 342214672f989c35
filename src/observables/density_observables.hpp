#pragma once
/// Kernel density estimates from the states of a density sweep (kernels/density_sweep.hpp): one query at one
/// bandwidth, without the point that was left out.  arXiv 2408.05807
#include "base/density_kernel.hpp"
#include "kernels/posterior.hpp"

namespace regimes::observables {

/// What turns sums of kernels into densities, for many queries.
struct DensityScale {
  /// d; h; the points in the sum: n, or n - 1 where one is left out.
  DensityScale(DensityKernel kernel, double dimension, double bandwidth, double points);

  DensityKernel kernel;
  double dimension, bandwidth;
  double log_points, log_volume, log_integral;  ///< ln points, d ln h, ln int K
};

/// ln rho_h(x) = ln sum K - ln points - d ln h - ln int K, nats; -inf where no point is in the support.
/// `norm_squared` = |x|^2.
double log_kernel_density(const kernels::Posterior& sums, const DensityScale& scale, double norm_squared);

/// 1 + (1/d) d ln rho_h/d ln h, exact: <r^2>/(d h^2) of the Gaussian kernel, where <> is the mean over points
/// with weights K. NaN for the ball, which has no slope, and where no point is in the support.
double density_spread(const kernels::Posterior& sums, const DensityScale& scale, double norm_squared);

/// d + d ln rho_h/d ln h, exact: <|x - y|^2>/h^2 of the Gaussian kernel, the number of directions in which
/// points lie about x as seen at the scale h. NaN where the spread is.
double intrinsic_dimension(const kernels::Posterior& sums, const DensityScale& scale, double norm_squared);

/// Y2 = sum K^2/(sum K)^2: 1/Y2 points make the estimate. NaN where no point is in the support.
double density_participation_ratio(const kernels::Posterior& sums);

/// |x - y|^2 of the nearest point; NaN without points. Its absolute error is that of products: of the order
/// of the rounding of |x|^2.
double nearest_distance_squared(const kernels::Posterior& sums, double bandwidth, double norm_squared);

/// Points in the support of a compact kernel.
double support_count(const kernels::Posterior& sums);

}  // namespace regimes::observables
