#include "observables/free_query.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace regimes::observables::free_query {

double log_density(const kernels::Posterior& all, double query_norm_squared, std::int64_t points,
                   std::int64_t dimension, double noise_variance) {
  const double log_partition = all.reference - query_norm_squared / (2 * noise_variance) + std::log(all.sum);
  return log_partition - std::log(static_cast<double>(points)) -
         static_cast<double>(dimension) / 2 * std::log(2 * std::numbers::pi * noise_variance);
}

double posterior_entropy(const kernels::Posterior& all) {
  return std::max(0., std::log(all.sum) - all.logit_sum / all.sum);
}

double inverse_participation_ratio(const kernels::Posterior& all) {
  return std::min(1., all.square_sum / (all.sum * all.sum));
}

double posterior_entropy_distinct(const kernels::Posterior& all, const EqualSums& equals) {
  const double known = equals.entropy.empty() ? 0
                                              : std::exp(equals.entropy.reference - all.reference) *
                                                    equals.entropy.sum / all.sum;
  return std::max(0., posterior_entropy(all) - known);
}

double inverse_participation_ratio_distinct(const kernels::Posterior& all, const EqualSums& equals) {
  const double more = equals.participation.empty()
                          ? 0
                          : std::exp(equals.participation.reference - 2 * all.reference) *
                                equals.participation.sum / (all.sum * all.sum);
  return std::min(1., inverse_participation_ratio(all) + more);
}

std::vector<double> class_weights(std::span<const kernels::LogSum> class_sums) {
  kernels::LogSum total;
  for (const kernels::LogSum& sum : class_sums) total.merge(sum);
  std::vector<double> weights;
  for (const kernels::LogSum& sum : class_sums)
    weights.push_back(sum.empty() ? 0 : std::exp(sum.reference - total.reference) * sum.sum / total.sum);
  return weights;
}

}  // namespace regimes::observables::free_query
