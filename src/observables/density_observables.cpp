#include "observables/density_observables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "theory/density_moments.hpp"

namespace regimes::observables {
namespace {
constexpr double none = std::numeric_limits<double>::quiet_NaN();
}

DensityScale::DensityScale(DensityKernel of, double d, double h, double points)
    : kernel(of),
      dimension(d),
      bandwidth(h),
      log_points(std::log(points)),
      log_volume(d * std::log(h)),
      log_integral(theory::log_kernel_integral(of, d)) {}

// Logits of the Gaussian kernel leave -|x|^2/(2 h^2) to be added; compact kernels have reference 0.
double log_kernel_density(const kernels::Posterior& sums, const DensityScale& scale, double norm_squared) {
  if (sums.empty()) return -std::numeric_limits<double>::infinity();
  const double squared = scale.bandwidth * scale.bandwidth;
  const double common = scale.kernel == DensityKernel::gaussian ? norm_squared / (2 * squared) : 0;
  return (sums.reference - common) + std::log(sums.sum) - scale.log_points - scale.log_volume -
         scale.log_integral;
}

// d ln rho_h/d ln h = -d + sum r K'(r)(-1)/sum K with r = |x - y|/h. Gaussian: r^2 = -2 l, l the whole logit.
// Epanechnikov: 2 sum r^2/sum K with sum r^2 = N - sum K over the N points in the support.
double density_spread(const kernels::Posterior& sums, const DensityScale& scale, double norm_squared) {
  if (sums.empty() || scale.kernel == DensityKernel::ball) return none;
  if (scale.kernel == DensityKernel::epanechnikov)
    return 2 * (support_count(sums) / sums.sum - 1) / scale.dimension;
  const double common = norm_squared / (2 * scale.bandwidth * scale.bandwidth);
  return -2 * ((sums.reference - common) + sums.logit_sum / sums.sum) / scale.dimension;
}

double intrinsic_dimension(const kernels::Posterior& sums, const DensityScale& scale, double norm_squared) {
  return scale.dimension * density_spread(sums, scale, norm_squared);
}

double density_participation_ratio(const kernels::Posterior& sums) {
  return sums.empty() ? none : sums.square_sum / (sums.sum * sums.sum);
}

// The nearest logit is (x.y - |y|^2/2)/h^2.
double nearest_distance_squared(const kernels::Posterior& sums, double bandwidth, double norm_squared) {
  if (sums.nearest_index < 0) return none;
  return std::max(0., norm_squared - 2 * bandwidth * bandwidth * sums.nearest_logit);
}

double support_count(const kernels::Posterior& sums) { return sums.logit_sum; }

}  // namespace regimes::observables
