#include "theory/mixture.hpp"

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <cmath>

#include "base/process.hpp"
#include "theory/arguments.hpp"

namespace regimes::theory {
namespace {

using boost::math::double_constants::ln_two;
using boost::math::double_constants::one_div_root_two_pi;

// Steps of the trapezoidal rule in z and in L, whichever is finer: its error is below rounding (README,
// "Quadrature").
constexpr double normal_step = 0.25, logit_step = 0.5;
// Where N(z), or e^{-|L|/2}, has fallen below 1e-17 of its maximum.
constexpr double normal_end = 9, logit_end = 80;
// e^{-kappa/4} underflows long before.
constexpr double resolved_kappa = 1e4;

// E f(L), L ~ N(kappa, 2 kappa) = e^{-kappa/4} int N(z) [g(L) + g(-L)] dz over z > 0, g(L) = e^{L/2} f(L), L
// = sqrt(2 kappa) z. `even_pair(L)` is g(L) + g(-L). The integrand is even and analytic: the trapezoidal rule
// converges exponentially.
template <class EvenPair>
double logit_average(double kappa, EvenPair even_pair) {
  require_not_negative("the class separation kappa", kappa);
  if (kappa > resolved_kappa) return 0;
  const double spread = std::sqrt(2 * kappa);
  const double step = std::min(normal_step, logit_step / spread);
  const double end = std::min(normal_end, logit_end / spread);
  double sum = even_pair(0) / 2;
  for (int k = 1; k * step <= end; ++k) {
    const double z = k * step;
    sum += std::exp(-z * z / 2) * even_pair(spread * z);
  }
  return std::exp(-kappa / 4) * one_div_root_two_pi * step * sum;
}

/// 1 - phi = E[1/(1 + e^L)], with all its digits where it is small.
double two_class_disagreement(double kappa) {
  return logit_average(kappa, [](double l) { return 1 / std::cosh(l / 2); });
}

}  // namespace

// kappa = 2 |m|^2 e^{-2t} / Gamma_t, Gamma_t = Delta_t + sigma^2 e^{-2t}.  src/theory/README.md, "Two
// classes"
double kappa_two_means(double mean_norm_squared, double variance, double t) {
  require_time(t);
  require_not_negative("the squared norm of the class mean", mean_norm_squared);
  require_not_negative("the variance within classes", variance);
  return 2 * mean_norm_squared / (variance + noise_to_signal(t));
}

// phi = E[1/(1 + e^{-L})] = 1 - E[1/(1 + e^L)].  arXiv 2402.18491; src/theory/README.md, "Two classes"
double two_class_agreement(double kappa) { return 1 - two_class_disagreement(kappa); }

// E ln(1 + e^{-L}).  src/theory/README.md, "Two classes"
double two_point_entropy(double kappa) {
  return logit_average(kappa, [](double l) {
    const double small = std::exp(-l), tail = std::log1p(small), root = std::exp(l / 2);
    return root * tail + (l + tail) / root;
  });
}

// I_class = ln 2 - E ln(1 + e^{-L}).  src/theory/README.md, "Two classes"
double class_information(double kappa) { return std::max(0.0, ln_two - two_point_entropy(kappa)); }

// 2 dI_class/d ln snr = kappa (1 - phi)/(1 + sigma^2 snr).  src/theory/README.md, "Effective dimension"
double class_dimension(double mean_norm_squared, double variance, double t) {
  const double kappa = kappa_two_means(mean_norm_squared, variance, t);
  return kappa * two_class_disagreement(kappa) / (1 + variance / noise_to_signal(t));
}

}  // namespace regimes::theory
