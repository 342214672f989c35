#pragma once
/// Kernels of compact support in density estimates: few points count, and which ones is decided exactly.
///
/// With D = x.a - |a|^2/2 a point lies in the closed ball of radius h around x where
///   r^2 = |x - a|^2 = |x|^2 - 2 D <= h^2,  that is  D >= (|x|^2 - h^2)/2,
/// and the kernel of Epanechnikov's kind is 1 - r^2/h^2 = 2 (D - (|x|^2 - h^2)/2)/h^2 there. D comes from the
/// products of a sweep; where it lies within the bound on its rounding of the edge, r^2 is summed again in
/// double, by differences.
#include "base/density_kernel.hpp"
#include "kernels/device.hpp"
#include "kernels/math.hpp"
#include "kernels/posterior.hpp"
#include "kernels/product_error.hpp"

namespace regimes::kernels {

/// The kernel at r^2 <= h^2, without its normalisation.
REGIMES_INLINE_FUNCTION double compact_kernel(DensityKernel kernel, double distance_squared,
                                              double bandwidth_squared) {
  return kernel == DensityKernel::ball ? 1 : 1 - distance_squared / bandwidth_squared;
}

/// Near the edge a value of Epanechnikov's kernel is a small difference. Below this value it is summed again,
/// too, as long as so few points are in the sum that one of them matters.
inline constexpr double small_kernel = .05;
inline constexpr double few_points = 64;

/// How far above the edge D may lie for that, in its units.
REGIMES_INLINE_FUNCTION double small_excess(double bandwidth_squared) {
  return small_kernel * bandwidth_squared / 2;
}

/// The sums of one query at one bandwidth. As a Posterior, the weights are the values of the kernel: the
/// reference is 0 for good, and logit_sum holds the number of points in the support, which merges like a sum.
struct CompactSums {
  double sum = 0;         ///< sum K
  double square_sum = 0;  ///< sum K^2
  double count = 0;       ///< points with K > 0

  REGIMES_FUNCTION void add(double kernel_value) {
    if (!(kernel_value > 0)) return;
    sum += kernel_value;
    square_sum += kernel_value * kernel_value;
    count += 1;
  }

  /// nearest_logit = D/h^2, as in Gaussian estimates: relative to -|x|^2/(2 h^2).
  REGIMES_FUNCTION Posterior posterior(double nearest_logit, std::int64_t nearest_index) const {
    Posterior p;
    p.sum = sum;
    p.logit_sum = count;
    p.square_sum = square_sum;
    p.nearest_logit = nearest_logit;
    p.nearest_index = nearest_index;
    return p;
  }
};

}  // namespace regimes::kernels
