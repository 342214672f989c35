#include "theory/finite_size.hpp"

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <cmath>

#include "theory/arguments.hpp"

namespace regimes::theory {
namespace {

using boost::math::double_constants::one_div_root_two;
using boost::math::double_constants::one_div_root_two_pi;

double normal_density(double u) { return one_div_root_two_pi * std::exp(-u * u / 2); }
double normal_probability(double u) { return std::erfc(-u * one_div_root_two) / 2; }

void require_moments(double information, double variance) {
  require_not_negative("the information I", information);
  require_not_negative("the information variance V", variance);
}

}  // namespace

// psi(u) = N(u) + u Phi(u); the two terms cancel to N(u)/u^2 far below zero, never below it.
double psi(double u) {
  if (std::isinf(u)) return u > 0 ? u : 0;
  return std::max(0.0, normal_density(u) + u * normal_probability(u));
}

// d f^e = sqrt(V) psi((ln n - I) / sqrt(V)).  src/theory/README.md, "Finite size"
double excess_entropy(double information, double variance, double log_points) {
  require_moments(information, variance);
  const double missing = log_points - information, spread = std::sqrt(variance);
  if (spread == 0) return std::max(0.0, missing);
  return spread * psi(missing / spread);
}

// d_eff = 2 I' Phi(u) - V' N(u)/sqrt(V), u = (ln n - I)/sqrt(V).  src/theory/README.md, "Effective dimension"
double effective_dimension(double information, double variance, const LogSnrSlopes& slopes,
                           double log_points) {
  require_moments(information, variance);
  if (variance == 0) return slopes.liquid * (1 - cloning_collapse_asymptotic(information, log_points));
  const double spread = std::sqrt(variance), u = (log_points - information) / spread;
  return slopes.liquid * normal_probability(u) - slopes.variance * normal_density(u) / spread;
}

// phi_C = Phi((I - ln n) / sqrt(V)).  src/theory/README.md, "Finite size"
double cloning_collapse(double information, double variance, double log_points) {
  require_moments(information, variance);
  if (variance == 0) return cloning_collapse_asymptotic(information, log_points);
  return normal_probability((information - log_points) / std::sqrt(variance));
}

double cloning_collapse_asymptotic(double information, double log_points) {
  if (information == log_points) return 0.5;
  return information > log_points ? 1 : 0;
}

}  // namespace regimes::theory
