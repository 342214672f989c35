#include "observables/point_observables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace regimes::observables {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Entropy of the others among themselves: ln sum - logit_sum / sum, free of the reference.
double entropy_of_others(const SourceOdds& odds) {
  // One dominant point leaves -1e-16.
  return std::max(0.0, odds.log_sum - odds.others.logit_sum / odds.others.sum);
}

/// -E_source - (d/2) ln(2 pi Delta_t): the source's own energy is exactly |z|^2 / 2.
double log_source_kernel(double noise_norm_squared, double log_noise_volume) {
  return -noise_norm_squared / 2 - log_noise_volume;
}

}  // namespace

double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

// w^mu = 1/(1 + e^R); e^{-|R|} gives all of these.
SourceOdds::SourceOdds(const kernels::Posterior& of)
    : others(of),
      log_sum(std::log(of.sum)),
      log_odds(of.empty() ? -infinity : of.reference + log_sum),
      minus_log_source(std::max(log_odds, 0.0)),
      minus_log_rest(std::max(-log_odds, 0.0)) {
  const double small = std::exp(-std::abs(log_odds)), above = std::log1p(small);
  minus_log_source += above;
  minus_log_rest += above;
  const double larger = 1 / (1 + small), smaller = small / (1 + small);
  source = log_odds > 0 ? smaller : larger;
  rest = log_odds < 0 ? smaller : larger;
}

double source_log_weight(const SourceOdds& odds) { return -odds.minus_log_source; }

double source_weight(const SourceOdds& odds) { return odds.source; }

// H = w (-ln w) + (1 - w) (-ln(1 - w) + H_others): the chain rule of entropy over "source or not", which one
// of the others.
double posterior_entropy(const SourceOdds& odds) {
  if (odds.others.empty()) return 0;
  return odds.source * odds.minus_log_source + odds.rest * (odds.minus_log_rest + entropy_of_others(odds));
}

// Y2 = w^2 + (1 - w)^2 S2 / Z^2
double inverse_participation_ratio(const SourceOdds& odds) {
  const kernels::Posterior& others = odds.others;
  if (others.empty()) return 1;
  return odds.source * odds.source + odds.rest * odds.rest * others.square_sum / (others.sum * others.sum);
}

// max(1, e^{l*}) / (1 + e^R), with l* the largest logit of the others
double max_weight(const SourceOdds& odds) {
  const double nearest = odds.others.nearest_logit;
  if (odds.others.empty() || nearest <= 0) return odds.source;
  // Sums in float may fall short of their maximum.
  return std::min(1.0, std::exp(nearest - odds.log_odds) * odds.rest);
}

// A larger logit is a smaller distance: all logits share |x|^2 and the factor 1 / (2 Delta_t).
bool nearest_is_source(const kernels::Posterior& others, std::int64_t source_index) {
  if (others.nearest_index < 0 || others.nearest_logit < 0) return true;
  return others.nearest_logit == 0 && source_index < others.nearest_index;
}

double log_noise_volume(std::int64_t dimension, double noise_variance) {
  return static_cast<double>(dimension) / 2 * std::log(2 * std::numbers::pi * noise_variance);
}

// ln P_t^e = ln Z - ln n - (d/2) ln(2 pi Delta_t), ln Z = -E_source + ln(1 + e^R)
double log_density_train(const SourceOdds& odds, double noise_norm_squared, std::int64_t points,
                         double log_noise_volume) {
  return log_source_kernel(noise_norm_squared, log_noise_volume) + odds.minus_log_source -
         std::log(static_cast<double>(points));
}

// The same for the set without the source: ln Z = -E_source + R, and n - 1 points.
double log_density_fresh(const SourceOdds& odds, double noise_norm_squared, std::int64_t points,
                         double log_noise_volume) {
  if (odds.others.empty()) return std::numeric_limits<double>::quiet_NaN();
  return log_source_kernel(noise_norm_squared, log_noise_volume) + odds.log_odds -
         std::log(static_cast<double>(points - 1));
}

// pi_c = (Z_c + [source in c]) / (1 + e^R), each sum with its own reference, hence in logarithms.
double cloning_agreement(const SourceOdds& odds, std::span<const kernels::LogSum> class_sums,
                         int source_class) {
  const double log_all = odds.minus_log_source;
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
