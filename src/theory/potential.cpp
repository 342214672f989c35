#include "theory/potential.hpp"

#include <cmath>
#include <numbers>

#include "base/process.hpp"
#include "theory/arguments.hpp"

namespace regimes::theory {
namespace {

/// ln cosh u, without overflow.
double log_cosh(double u) { return std::abs(u) + std::log1p(std::exp(-2 * std::abs(u))) - std::numbers::ln2; }

void require_positive(const TwoMeansPotential& law) {
  for (const double value : {law.mean_amplitude, law.variance, law.dimension})
    if (!(value > 0))
      throw UsageError(
          fmt::format("no potential: amplitude {}, variance {} and dimension {} must be positive",
                      law.mean_amplitude, law.variance, law.dimension));
}

/// Gamma_t = Delta_t + sigma^2 e^{-2t}.
double noised_variance(double variance, double t) { return noise_variance(t) + variance * std::exp(-2 * t); }

}  // namespace

// V(q, t) = (2/Gamma - 1) q^2/2 - 2 mu^2 ln cosh(q e^{-t} sqrt(d)/Gamma).  src/theory/README.md, "Speciation"
double TwoMeansPotential::value(double q, double t) const {
  require_time(t);
  require_positive(*this);
  const double gamma = noised_variance(variance, t);
  return (2 / gamma - 1) * q * q / 2 -
         2 * mean_amplitude * mean_amplitude * log_cosh(q * std::exp(-t) * std::sqrt(dimension) / gamma);
}

// V''(0, t) = 2/Gamma - 1 - 2 mu^2 d e^{-2t}/Gamma^2.  src/theory/README.md, "Speciation"
double TwoMeansPotential::curvature(double t) const {
  require_time(t);
  require_positive(*this);
  const double gamma = noised_variance(variance, t), slope = mean_amplitude * std::exp(-t) / gamma;
  return 2 / gamma - 1 - 2 * dimension * slope * slope;
}

}  // namespace regimes::theory
