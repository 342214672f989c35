#include "theory/density_moments.hpp"

#include <boost/math/constants/constants.hpp>
#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <cmath>

#include "theory/arguments.hpp"

namespace regimes::theory {
namespace {

using boost::math::double_constants::pi;
using boost::math::double_constants::two_pi;

void require_positive(const char* what, double value) {
  if (!(std::isfinite(value) && value > 0))
    throw UsageError(fmt::format("the {} is {}: give a number above 0", what, value));
}

void check(const DensityMoments& m, double distance_squared) {
  require_positive("dimension", m.dimension);
  require_positive("variance", m.variance);
  require_positive("bandwidth", m.bandwidth);
  require_not_negative("the squared distance", distance_squared);
}

/// ln of the volume of the unit ball.
double log_ball_volume(double dimension) {
  return dimension / 2 * std::log(pi) - std::lgamma(dimension / 2 + 1);
}

/// E[q^k; q <= c] for q noncentral chi-squared, of which the densities obey q f_d = d f_{d+2} + lambda
/// f_{d+4}.
double truncated_moment(int power, double freedom, double noncentrality, double limit) {
  if (power == 0)
    return boost::math::cdf(boost::math::non_central_chi_squared(freedom, noncentrality), limit);
  return freedom * truncated_moment(power - 1, freedom + 2, noncentrality, limit) +
         noncentrality * truncated_moment(power - 1, freedom + 4, noncentrality, limit);
}

/// E[(1 - q/c)^k; q <= c], k = 0, 1, 2.
double truncated_kernel(int power, double freedom, double noncentrality, double limit) {
  const auto moment = [&](int k) {
    return truncated_moment(k, freedom, noncentrality, limit) / std::pow(limit, k);
  };
  switch (power) {
    case 0:
      return moment(0);
    case 1:
      return moment(0) - moment(1);
    default:
      return moment(0) - 2 * moment(1) + moment(2);
  }
}

/// ln E[K^k] for one point, K not normalised and of compact support.
double log_compact_average(const DensityMoments& m, int power, double distance_squared) {
  const int of_distance = m.kernel == DensityKernel::ball ? 0 : power;
  return std::log(truncated_kernel(of_distance, m.dimension, distance_squared / m.variance,
                                   m.bandwidth * m.bandwidth / m.variance));
}

}  // namespace

// (2 pi)^{d/2}; the ball's volume V_d; 2 V_d/(d + 2).
double log_kernel_integral(DensityKernel kernel, double dimension) {
  require_positive("dimension", dimension);
  switch (kernel) {
    case DensityKernel::ball:
      return log_ball_volume(dimension);
    case DensityKernel::epanechnikov:
      return log_ball_volume(dimension) + std::log(2 / (dimension + 2));
    case DensityKernel::gaussian:
      break;
  }
  return dimension / 2 * std::log(two_pi);
}

double log_gaussian_density(double dimension, double variance, double distance_squared) {
  return -(dimension * std::log(two_pi * variance) + distance_squared / variance) / 2;
}

// The data law convolved with the kernel. Gaussian: variance sigma^2 + h^2.  src/theory/README.md
double DensityMoments::log_mean(double distance_squared) const {
  check(*this, distance_squared);
  if (kernel == DensityKernel::gaussian)
    return log_gaussian_density(dimension, variance + bandwidth * bandwidth, distance_squared);
  return log_compact_average(*this, 1, distance_squared) - log_kernel_integral(kernel, dimension) -
         dimension * std::log(bandwidth);
}

// Gaussian: K_h^2 is (4 pi h^2)^{-d/2} times the kernel of h/sqrt 2.  src/theory/README.md
double DensityMoments::log_mean_square(double distance_squared) const {
  check(*this, distance_squared);
  const double squared = bandwidth * bandwidth;
  if (kernel == DensityKernel::gaussian)
    return log_gaussian_density(dimension, variance + squared / 2, distance_squared) -
           dimension / 2 * std::log(2 * two_pi * squared);
  return log_compact_average(*this, 2, distance_squared) -
         2 * (log_kernel_integral(kernel, dimension) + dimension * std::log(bandwidth));
}

// (E[K_h^2]/(E K_h)^2 - 1)/n.
double DensityMoments::relative_variance(double distance_squared, double points) const {
  return std::expm1(log_mean_square(distance_squared) - 2 * log_mean(distance_squared)) / points;
}

}  // namespace regimes::theory
