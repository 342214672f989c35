#pragma once
/// Mean and variance of kernel density estimates at a fixed point, exact at any n and d.
/// src/theory/README.md, "Density estimates"
#include "base/density_kernel.hpp"

namespace regimes::theory {

/// ln of the integral of the kernel of `base/density_kernel.hpp` over R^d at h = 1, so that
/// ln rho_h(x) = ln sum K - ln n - d ln h - this.
double log_kernel_integral(DensityKernel kernel, double dimension);

/// Moments of the density estimate of data N(c, sigma^2 I) in d dimensions. Throws UsageError for numbers
/// that are not positive.
struct DensityMoments {
  DensityKernel kernel;
  double dimension;  ///< d
  double variance;   ///< sigma^2
  double bandwidth;  ///< h, in the units of the data

  /// ln E rho_h(x) at |x - c|^2 = `distance_squared`.
  double log_mean(double distance_squared) const;
  /// ln E[K_h(x - y)^2] for one point y, K_h normalised.
  double log_mean_square(double distance_squared) const;
  /// Var(rho_h)/(E rho_h)^2 of n points.
  double relative_variance(double distance_squared, double points) const;
};

/// ln rho(x) of N(c, sigma^2 I).
double log_gaussian_density(double dimension, double variance, double distance_squared);

}  // namespace regimes::theory
