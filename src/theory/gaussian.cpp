#include "theory/gaussian.hpp"

#include <cmath>
#include <cstddef>

#include "base/process.hpp"
#include "theory/arguments.hpp"
#include "theory/collapse_root.hpp"

namespace regimes::theory {
namespace {

/// Sum over directions of term(lambda, 1/snr).
template <class Term>
double sum_over_directions(const Spectrum& spectrum, double t, Term term) {
  require_valid(spectrum);
  require_time(t);
  const double inverse_snr = noise_to_signal(t);
  double sum = 0;
  for (std::size_t k = 0; k < spectrum.eigenvalue.size(); ++k)
    sum += spectrum.multiplicity[k] * term(spectrum.eigenvalue[k], inverse_snr);
  return sum;
}

}  // namespace

// I(t) = sum_i (1/2) ln(1 + lambda_i snr).  arXiv 2402.18491
double information(const Spectrum& spectrum, double t) {
  return sum_over_directions(
      spectrum, t, [](double lambda, double inverse_snr) { return std::log1p(lambda / inverse_snr) / 2; });
}

// V(t) = sum_i lambda_i snr / (1 + lambda_i snr).  src/theory/README.md, "Finite size"
double information_variance(const Spectrum& spectrum, double t) {
  return sum_over_directions(
      spectrum, t, [](double lambda, double inverse_snr) { return lambda / (lambda + inverse_snr); });
}

// V' = dV/d ln snr = sum_i lambda_i snr / (1 + lambda_i snr)^2.  src/theory/README.md, "Effective dimension"
double information_variance_slope(const Spectrum& spectrum, double t) {
  return sum_over_directions(spectrum, t, [](double lambda, double inverse_snr) {
    return lambda / (lambda + inverse_snr) * (inverse_snr / (lambda + inverse_snr));
  });
}

// I(t_C) = ln n.  arXiv 2402.18491
double collapse_time(const Spectrum& spectrum, double log_points) {
  return time_of_information([&](double t) { return information(spectrum, t); }, log_points);
}

// t_C = (1/2) ln(1 + sigma^2 / (n^{2/d} - 1)).  arXiv 2402.18491
double collapse_time_isotropic(double variance, double dimension, double log_points) {
  require_log_points(log_points);
  if (!(variance > 0 && dimension > 0))
    throw UsageError(fmt::format("no collapse time: variance {} and dimension {} must both be positive",
                                 variance, dimension));
  return std::log1p(variance / std::expm1(2 * log_points / dimension)) / 2;
}

}  // namespace regimes::theory
