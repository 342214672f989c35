#include "theory/distance_law.hpp"

#include <boost/math/constants/constants.hpp>
#include <cmath>
#include <limits>

#include "base/contract.hpp"

namespace regimes::theory {
namespace {

using boost::math::double_constants::ln_two;
using boost::math::double_constants::two_pi;

// Where nu^2 + z^2 exceeds its square, four terms of the expansion below leave a relative error of .11 /
// 60^4.
constexpr double asymptotic_from = 60;

/// sum_k u_k(nu/D) / nu^k, k = 1 ... 3, of Debye's expansion, D = sqrt(nu^2 + z^2).  DLMF 10.41.10
double debye_sum(double order, double length) {
  const double p2 = (order / length) * (order / length);
  const double first = (3 - 5 * p2) / 24;
  const double second = (81 - p2 * (462 - p2 * 385)) / 1152;
  const double third = (30375 - p2 * (369603 - p2 * (765765 - p2 * 425425))) / 414720;
  return (first + (second + third / length) / length) / length;
}

/// sum_k (z^2/4)^k / (k! (nu+1)_k): I_nu(z) over its first term.  DLMF 10.25.2
double bessel_series(double order, double z) {
  const double quarter = z * z / 4;
  double term = 1, sum = 1;
  for (int k = 1; term > std::numeric_limits<double>::epsilon() * sum; ++k) {
    term *= quarter / (k * (order + k));
    sum += term;
  }
  return sum;
}

}  // namespace

DistanceLaw::DistanceLaw(double dimension, double noncentrality)
    : dimension_(dimension),
      noncentrality_(noncentrality),
      order_(dimension / 2 - 1),
      log_noncentrality_(std::log(noncentrality)),
      log_gamma_(std::lgamma(dimension / 2)) {
  require(dimension >= 1 && noncentrality > 0 && std::isfinite(dimension) && std::isfinite(noncentrality),
          "a distance law has d >= 1 and a positive noncentrality, not {} and {}", dimension, noncentrality);
}

// With q = rho^2, lambda = noncentrality, nu = d/2 - 1, z = sqrt(lambda q) (noncentral chi-squared, times
// dq/ds = 2 q):
//   density of s = q (q/lambda)^{nu/2} e^{-(q + lambda)/2} I_nu(z)
// I_nu by its power series, or, with D = sqrt(nu^2 + z^2), by Debye's expansion, uniform in nu:
//   I_nu(z) = e^D (z/(nu + D))^nu (1 + ...) / sqrt(2 pi D)
// Large parts of the exponents are cancelled by hand: z - (q + lambda)/2 = -(rho - sqrt lambda)^2/2, D - z =
// nu^2/(D + z).
double DistanceLaw::log_density(double s) const {
  const double above_one = std::expm1(s), z = noncentrality_ * (1 + above_one);
  const double log_square = 2 * s + log_noncentrality_;  // ln q
  const double square_length = order_ * order_ + z * z;
  if (square_length < asymptotic_from * asymptotic_from)
    return log_square + order_ * (log_square - ln_two) - log_gamma_ + std::log(bessel_series(order_, z)) - z -
           noncentrality_ * above_one * above_one / 2;
  const double length = std::sqrt(square_length);
  return log_square + order_ * (log_square - std::log(order_ + length)) -
         noncentrality_ * above_one * above_one / 2 + order_ * order_ / (length + z) +
         std::log((1 + debye_sum(order_, length)) / std::sqrt(two_pi * length));
}

// E rho^2 = d + lambda.
double DistanceLaw::typical() const { return std::log1p(dimension_ / noncentrality_) / 2; }

double DistanceLaw::width_at(double s) const { return std::exp(-s) / std::sqrt(noncentrality_); }

double DistanceLaw::where_density_falls_to(double level) const {
  constexpr double close_enough = 2;  // nats
  double above = typical(), step = width_at(above);
  require(log_density(above) > level, "a density that reaches e^{} falls to e^{}", log_density(above), level);
  double below = above - step;
  while (log_density(below) > level) {
    above = below;
    step *= 2;
    below -= step;
  }
  while (log_density(below) < level - close_enough) {
    const double middle = below + (above - below) / 2;
    (log_density(middle) > level ? above : below) = middle;
  }
  return below;
}

}  // namespace regimes::theory
