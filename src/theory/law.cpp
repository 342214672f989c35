#include "theory/law.hpp"

#include <algorithm>

#include "theory/arguments.hpp"
#include "theory/collapse_root.hpp"
#include "theory/finite_size.hpp"
#include "theory/gaussian.hpp"
#include "theory/mixture.hpp"

namespace regimes::theory {
namespace {

/// kappa depends on the variance along m, which a spectrum without directions only tells where it has one
/// value.
double common_variance(const Spectrum& spectrum) {
  require(spectrum.eigenvalue.size() == 1,
          "two classes share one variance, not the {} eigenvalues of this spectrum",
          spectrum.eigenvalue.size());
  return spectrum.eigenvalue.front();
}

}  // namespace

// I = I_Gauss + I_class.  src/theory/README.md, "Two classes"
double DataLaw::information(double t) const {
  const double within_class = theory::information(spectrum, t);
  if (mean_norm_squared == 0) return within_class;
  return within_class + class_information(kappa_two_means(mean_norm_squared, common_variance(spectrum), t));
}

// V = V_Gauss: the class bit is settled (or lost) where n is large.
double DataLaw::information_variance(double t) const { return theory::information_variance(spectrum, t); }

// src/theory/README.md, "Effective dimension"
double DataLaw::liquid_dimension(double t) const {
  const double within_class = information_variance(t);
  if (mean_norm_squared == 0) return within_class;
  return within_class + class_dimension(mean_norm_squared, common_variance(spectrum), t);
}

double DataLaw::collapse_time(double log_points) const {
  return time_of_information([this](double t) { return information(t); }, log_points);
}

double DataLaw::excess_entropy_ratio(double t, double log_points) const {
  require_log_points(log_points);
  return excess_entropy(information(t), information_variance(t), log_points) / log_points;
}

// f^e/alpha = max(0, 1 - I/ln n).  arXiv 2402.18491
double DataLaw::excess_entropy_ratio_asymptotic(double t, double log_points) const {
  require_log_points(log_points);
  return std::max(0.0, 1 - information(t) / log_points);
}

double DataLaw::effective_dimension(double t, double log_points) const {
  require_log_points(log_points);
  return theory::effective_dimension(information(t), information_variance(t),
                                     {liquid_dimension(t), information_variance_slope(spectrum, t)},
                                     log_points);
}

double DataLaw::cloning_collapse(double t, double log_points) const {
  require_log_points(log_points);
  return theory::cloning_collapse(information(t), information_variance(t), log_points);
}

double DataLaw::cloning_collapse_asymptotic(double t, double log_points) const {
  require_log_points(log_points);
  return theory::cloning_collapse_asymptotic(information(t), log_points);
}

}  // namespace regimes::theory
