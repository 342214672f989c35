#include "theory/speciation.hpp"

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <cmath>
#include <limits>

#include "base/process.hpp"
#include "theory/arguments.hpp"
#include "theory/collapse_root.hpp"
#include "theory/mixture.hpp"

namespace regimes::theory {
namespace {

using boost::math::double_constants::ln_two;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A time from its exponential e^{2t}; NaN where it would not be positive.
double time_of_square(double exponential) { return exponential > 1 ? std::log(exponential) / 2 : nan; }

/// From e^{4t}.
double time_of_fourth_power(double exponential) { return time_of_square(std::sqrt(exponential)); }

void require_means(double mean_norm_squared, double variance) {
  require_not_negative("the squared norm of the class mean", mean_norm_squared);
  require_not_negative("the variance within classes", variance);
}

/// E g(r), r = chi-squared with d degrees of freedom, by the trapezoidal rule in ln r: exact to rounding for
/// smooth g, which changes on the scale `step` or slower.
template <class Function>
double chi_squared_average(double dimension, double step, Function g) {
  constexpr double deviations = 9, low_exponents = 80;  // where the density of ln r has fallen by e^{-40}
  const double deviation = std::sqrt(2 / dimension), centre = std::log(dimension);
  const double begin = centre - std::max(deviations * deviation, low_exponents / dimension);
  const double end = centre + deviations * deviation;
  step = std::min(step, deviation / 4);
  const double normalisation = dimension / 2 * ln_two + std::lgamma(dimension / 2);
  double sum = 0;
  for (double s = begin; s < end; s += step) {
    const double r = std::exp(s);
    sum += std::exp(dimension / 2 * s - r / 2 - normalisation) * g(r);
  }
  return sum * step;
}

}  // namespace

// t_S = (1/2) ln Lambda.  arXiv 2402.18491
double speciation_time_of_eigenvalue(double largest_eigenvalue) {
  require_not_negative("the largest eigenvalue", largest_eigenvalue);
  return time_of_square(largest_eigenvalue);
}

// Curvature 2/Gamma - 1 - 2 |m|^2 e^{-2t}/Gamma^2 of the potential at the middle. With y = e^{-2t} and b =
// sigma^2 - 1 it vanishes where b^2 y^2 + 2 |m|^2 y = 1.  src/theory/README.md, "Speciation"
double speciation_time_of_curvature(double mean_norm_squared, double variance) {
  require_means(mean_norm_squared, variance);
  return time_of_square(mean_norm_squared + std::hypot(mean_norm_squared, variance - 1));
}

// 2 |m|^2 / (sigma^2 + e^{2t} - 1) = 2.  src/theory/README.md, "Speciation"
double speciation_time_two_means(double mean_norm_squared, double variance) {
  require_means(mean_norm_squared, variance);
  return time_of_square(1 + 2 * mean_norm_squared / speciation_kappa - variance);
}

// kappa = (e^{-4t}/4) tr (C1 - C2)^2.  src/theory/README.md, "Speciation"
double kappa_of_covariances(double squared_difference, double t) {
  require_time(t);
  require_not_negative("the squared difference of the covariances", squared_difference);
  return squared_difference / 4 * std::exp(-4 * t);
}

double speciation_time_of_covariances(double squared_difference) {
  require_not_negative("the squared difference of the covariances", squared_difference);
  return time_of_fourth_power(squared_difference / (4 * speciation_kappa));
}

double TwoVariances::squared_difference() const { return dimension * std::pow(first - second, 2); }

double TwoVariances::kappa(double t) const { return kappa_of_covariances(squared_difference(), t); }

double TwoVariances::speciation_time() const { return speciation_time_of_covariances(squared_difference()); }

// 1 - phi = int p1 p2/(p1 + p2) = int sqrt(p1 p2) / (2 cosh(L/2)), L = ln p1 - ln p2. sqrt(p1 p2) is a
// Gaussian of variance G, 1/G the mean of 1/Gamma_1 and 1/Gamma_2, times (G^2/(Gamma_1 Gamma_2))^{d/4}.
// src/theory/README.md, "Speciation"
double TwoVariances::agreement(double t) const {
  require_time(t);
  const double signal = std::exp(-2 * t);
  const double gamma1 = noise_variance(t) + first * signal, gamma2 = noise_variance(t) + second * signal;
  const double middle = 2 * gamma1 * gamma2 / (gamma1 + gamma2);
  const double overlap = std::exp(dimension / 4 * std::log(middle / gamma1 * (middle / gamma2)));
  const double rate = middle * (1 / gamma2 - 1 / gamma1) / 2,
               constant = dimension / 2 * std::log(gamma2 / gamma1);
  constexpr double logit_step = 0.5;
  const double step = logit_step / (1 + std::abs(rate) * dimension);  // dL/d ln r is rate r
  return 1 - overlap * chi_squared_average(dimension, step, [&](double r) {
               return 1 / (2 * std::cosh((constant + rate * r) / 2));
             });
}

double TwoVariances::speciation_time_of_agreement() const {
  const double level = two_class_agreement(speciation_kappa);
  return decreasing_crossing([&](double t) { return agreement(t); }, level).value_or(nan);
}

// c = (1/2) sum_{k >= 1} (T1^k - T2^k)^2, T = tanh beta, for spins k apart correlate as T^k. In hyperbolic
// functions it keeps its digits for large beta.  src/theory/README.md, "Speciation"
double TwoIsingChains::constant() const {
  const double s1 = std::sinh(first), s2 = std::sinh(second);
  return (s1 * s1 + s2 * s2) / 2 - s1 * s2 / std::cosh(first - second);
}

// tr (C1 - C2)^2 = 2 sum_{k = 1}^{d - 1} (d - k) (T1^k - T2^k)^2.
double TwoIsingChains::squared_difference() const {
  const double t1 = std::tanh(first), t2 = std::tanh(second);
  double sum = 0, power1 = t1, power2 = t2;
  for (double k = 1; k < dimension; ++k, power1 *= t1, power2 *= t2)
    sum += 2 * (dimension - k) * (power1 - power2) * (power1 - power2);
  return sum;
}

double TwoIsingChains::kappa(double t) const { return kappa_of_covariances(4 * dimension * constant(), t); }

double TwoIsingChains::speciation_time() const {
  return speciation_time_of_covariances(4 * dimension * constant());
}

}  // namespace regimes::theory
