#include "experiments/kde/kde_result.hpp"

#include <cmath>

#include "theory/density_moments.hpp"

namespace regimes::experiments {
namespace {

/// ln of the mean over the classes of e^{value(|x - c|^2)}.
template <class Value>
double over_classes(const DensityLaw& law, double norm_squared, double mean_overlap, const Value& value) {
  if (law.mean_norm_squared == 0) return value(norm_squared);
  const double around = norm_squared + law.mean_norm_squared;
  const double plus = value(std::fmax(0, around - 2 * mean_overlap)),
               minus = value(std::fmax(0, around + 2 * mean_overlap));
  const double larger = std::fmax(plus, minus), smaller = std::fmin(plus, minus);
  return larger + std::log1p(std::exp(smaller - larger)) - std::log(2.);
}

}  // namespace

double DensityLaw::log_density(double norm_squared, double mean_overlap) const {
  return over_classes(*this, norm_squared, mean_overlap, [this](double distance_squared) {
    return theory::log_gaussian_density(dimension, variance, distance_squared);
  });
}

double DensityLaw::log_mean_estimate(DensityKernel kernel, double bandwidth, double norm_squared,
                                     double mean_overlap) const {
  const theory::DensityMoments moments{kernel, dimension, variance, bandwidth};
  return over_classes(*this, norm_squared, mean_overlap,
                      [&](double distance_squared) { return moments.log_mean(distance_squared); });
}

double KdeResult::points_in_sum(std::size_t snapshot) const {
  const int left_out = query_points(options) == QueryPoints::leave_one_out ? 1 : 0;
  return static_cast<double>(snapshots[snapshot] - left_out);
}

}  // namespace regimes::experiments
