#include "observables/point_observables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace regimes::observables {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// 1 / (1 + e^{-x})
double logistic(double x) {
  const double small = std::exp(-std::abs(x));
  return x >= 0 ? 1 / (1 + small) : small / (1 + small);
}

/// Entropy of the others among themselves: ln sum - logit_sum / sum, free of the reference.
double entropy_of_others(const kernels::Posterior& others) {
  return std::max(0.0,
                  std::log(others.sum) - others.logit_sum / others.sum);  // one dominant point leaves -1e-16
}

/// -E_source - (d/2) ln(2 pi Delta_t): the source's own energy is exactly |z|^2 / 2.
double log_source_kernel(double noise_norm_squared, std::int64_t dimension, double noise_variance) {
  return -noise_norm_squared / 2 -
         static_cast<double>(dimension) / 2 * std::log(2 * std::numbers::pi * noise_variance);
}

}  // namespace

double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

double log_odds_of_others(const kernels::Posterior& others) {
  return others.empty() ? -infinity : others.reference + std::log(others.sum);
}

// w^mu = 1 / (1 + e^R)
double source_log_weight(const kernels::Posterior& others) { return -softplus(log_odds_of_others(others)); }

double source_weight(const kernels::Posterior& others) { return logistic(-log_odds_of_others(others)); }

// H = w (-ln w) + (1 - w) (-ln(1 - w) + H_others): the chain rule of entropy over "source or not", which one
// of the others.
double posterior_entropy(const kernels::Posterior& others) {
  if (others.empty()) return 0;
  const double odds = log_odds_of_others(others);
  return logistic(-odds) * softplus(odds) + logistic(odds) * (softplus(-odds) + entropy_of_others(others));
}

// Y2 = w^2 + (1 - w)^2 S2 / Z^2
double inverse_participation_ratio(const kernels::Posterior& others) {
  if (others.empty()) return 1;
  const double odds = log_odds_of_others(others), source = logistic(-odds), rest = logistic(odds);
  return source * source + rest * rest * others.square_sum / (others.sum * others.sum);
}

// max(1, e^{l*}) / (1 + e^R), with l* the largest logit of the others
double max_weight(const kernels::Posterior& others) {
  if (others.empty() || others.nearest_logit <= 0) return source_weight(others);
  const double odds = log_odds_of_others(others);
  return std::min(1.0, std::exp(others.nearest_logit - odds) *
                           logistic(odds));  // sums in float may fall short of their maximum
}

// A larger logit is a smaller distance: all logits share |x|^2 and the factor 1 / (2 Delta_t).
bool nearest_is_source(const kernels::Posterior& others, std::int64_t source_index) {
  if (others.nearest_index < 0 || others.nearest_logit < 0) return true;
  return others.nearest_logit == 0 && source_index < others.nearest_index;
}

// ln P_t^e = ln Z - ln n - (d/2) ln(2 pi Delta_t), ln Z = -E_source + ln(1 + e^R)
double log_density_train(const kernels::Posterior& others, double noise_norm_squared, std::int64_t points,
                         std::int64_t dimension, double noise_variance) {
  return log_source_kernel(noise_norm_squared, dimension, noise_variance) +
         softplus(log_odds_of_others(others)) - std::log(static_cast<double>(points));
}

// The same for the set without the source: ln Z = -E_source + R, and n - 1 points.
double log_density_fresh(const kernels::Posterior& others, double noise_norm_squared, std::int64_t points,
                         std::int64_t dimension, double noise_variance) {
  if (others.empty()) return std::numeric_limits<double>::quiet_NaN();
  return log_source_kernel(noise_norm_squared, dimension, noise_variance) + log_odds_of_others(others) -
         std::log(static_cast<double>(points - 1));
}

// pi_c = (Z_c + [source in c]) / (1 + e^R), each sum with its own reference, hence in logarithms.
double cloning_agreement(const kernels::Posterior& others, std::span<const kernels::LogSum> class_sums,
                         int source_class) {
  const double log_all = softplus(log_odds_of_others(others));
  double agreement = 0;
  for (std::size_t c = 0; c < class_sums.size(); ++c) {
    const kernels::LogSum& in_class = class_sums[c];
    const double log_others = in_class.empty() ? -infinity : in_class.reference + std::log(in_class.sum);
    const double log_class = static_cast<int>(c) == source_class ? softplus(log_others) : log_others;
    agreement += std::exp(2 * (log_class - log_all));
  }
  return agreement;
}

}  // namespace regimes::observables
