#include "theory/density_regimes.hpp"

#include <boost/math/constants/constants.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <cstdint>
#include <limits>

#include "theory/arguments.hpp"

namespace regimes::theory {
namespace {

using boost::math::double_constants::two_pi;

/// u_G in (0, 1), where alpha = -(1/2) ln u - (1/2) u (1 - u): strictly falling in u from infinity to 0, and
/// nearly straight in ln u.
double condensed_share(double alpha) {
  if (!(std::isfinite(alpha) && alpha > 0))
    throw UsageError(fmt::format("alpha = ln n/d is {}: bandwidths need a number above 0", alpha));
  const auto surplus = [alpha](double log_u) {
    const double u = std::exp(log_u);
    return -(log_u + u * (1 - u)) / 2 - alpha;
  };
  const double smallest = -2 * alpha - 1;  // there -(1/2) ln u = alpha + 1/2, and u (1 - u) < 1/4
  constexpr std::uintmax_t iteration_limit = 200;
  std::uintmax_t iterations = iteration_limit;
  const boost::math::tools::eps_tolerance<double> to_last_digits(std::numeric_limits<double>::digits - 2);
  const auto [low, high] =
      boost::math::tools::toms748_solve(surplus, smallest, 0., to_last_digits, iterations);
  require(iterations < iteration_limit, "u_G at alpha = {} converges within {} steps", alpha,
          iteration_limit);
  return std::exp(low + (high - low) / 2);
}

}  // namespace

// h_G^2 = u_G/(1 - u_G), h_CLT = sqrt 2 h_G, h_KL^2 = u_G + u_G^2.  arXiv 2408.05807
BandwidthThresholds bandwidth_thresholds(double log_points_per_dimension) {
  const double u = condensed_share(log_points_per_dimension);
  const double condensation = std::sqrt(u / (1 - u));
  return {condensation, std::sqrt(2.) * condensation, std::sqrt(u + u * u)};
}

std::string_view name_of(DensityRegime regime) {
  switch (regime) {
    case DensityRegime::extremes:
      return "extremes";
    case DensityRegime::stable:
      return "stable";
    case DensityRegime::central_limit:
      break;
  }
  return "central limit";
}

DensityRegimes::DensityRegimes(double log_points_per_dimension)
    : alpha_(log_points_per_dimension), thresholds_(bandwidth_thresholds(log_points_per_dimension)) {}

double DensityRegimes::stable_index(double bandwidth) const {
  if (!(bandwidth > 0)) throw UsageError(fmt::format("the bandwidth {} must be above 0", bandwidth));
  const double ratio = bandwidth / thresholds_.condensation;
  return ratio * ratio;
}

DensityRegime DensityRegimes::regime(double bandwidth) const {
  const double index = stable_index(bandwidth);
  if (index < 1) return DensityRegime::extremes;
  return index < 2 ? DensityRegime::stable : DensityRegime::central_limit;
}

// arXiv 2408.05807
double DensityRegimes::inverse_participation_ratio(double bandwidth) const {
  return std::fmax(0, 1 - stable_index(bandwidth));
}

// Above h_G that of the mean, the Gaussian of variance 1 + h^2 at |x|^2 = d; below, that of the nearest
// points at r^2 = d h_KL^2.  src/theory/README.md, "Density estimates"
double DensityRegimes::log_density_per_dimension(double bandwidth) const {
  const double squared = bandwidth * bandwidth;
  if (regime(bandwidth) != DensityRegime::extremes)
    return -(std::log(two_pi * (1 + squared)) + 1 / (1 + squared)) / 2;
  const double nearest = thresholds_.kullback_leibler * thresholds_.kullback_leibler;
  return -alpha_ - (std::log(two_pi * squared) + nearest / squared) / 2;
}

// -(1/2) ln(2 pi e) - ln rho_h/d.
double DensityRegimes::divergence_per_dimension(double bandwidth) const {
  return -(std::log(two_pi) + 1) / 2 - log_density_per_dimension(bandwidth);
}

}  // namespace regimes::theory
