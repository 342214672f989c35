#include "observables/fraction.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

namespace regimes::observables {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double doubt = 1 - fraction_confidence;

/// Independent cases that would give a fraction between 0 and 1 this standard error, e^2 = p (1 - p)/(N - 1).
/// An error that speaks of more cases than any experiment has is that of realisations that happen to agree:
/// then those count that are known.
double effective_cases(const MeanError& fraction, double independent) {
  constexpr double most_cases = 1e7;
  const double error = fraction.standard_error;
  const double cases = error > 0 ? fraction.mean * (1 - fraction.mean) / (error * error) + 1 : independent;
  const double counted = cases > most_cases && independent > 0 ? independent : cases;
  return std::min(counted, most_cases);
}

}  // namespace

// Clopper and Pearson, Biometrika 26, 404 (1934): p with P(at most k of N) or P(at least k of N) = doubt/2,
// which are quantiles of beta laws, with k = N mean. With k = 0 or N there is one bound only, at doubt: p^N =
// .05. Clustered cases count as so many as have the same standard error (Korn and Graubard, Surv. Methodol.
// 24, 193, 1998).
Fraction fraction(const MeanError& mean, double independent) {
  if (std::isnan(mean.mean)) return {{unknown, unknown}, unknown, unknown};
  const double one_sided = independent > 0 ? std::pow(doubt, 1 / independent) : 0;
  if (mean.mean <= 0) return {{mean.mean, unknown}, 0, 1 - one_sided};
  if (mean.mean >= 1) return {{mean.mean, unknown}, one_sided, 1};
  const double cases = effective_cases(mean, independent);
  if (!(cases > 0)) return {mean, unknown, unknown};
  const double with = cases * mean.mean, without = cases - with;
  return {mean, boost::math::ibeta_inv(with, without + 1, doubt / 2),
          boost::math::ibeta_inv(with + 1, without, 1 - doubt / 2)};
}

Fraction fraction_of(const std::vector<double>& values, const Clusters& clusters) {
  return fraction(mean_over_queries(values, clusters), clusters.count());
}

Fraction fraction_of(const std::vector<double>& values) {
  std::vector<std::int64_t> own_cluster(values.size());
  std::iota(own_cluster.begin(), own_cluster.end(), 0);
  return fraction_of(values, Clusters(own_cluster));
}

}  // namespace regimes::observables
