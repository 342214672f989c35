#include "observables/collapse_time.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "observables/fraction.hpp"
#include "observables/information_fit.hpp"
#include "theory/collapse_times.hpp"

namespace regimes::observables {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr Threshold cloning_threshold{"phi_C", cloning_level, Trend::falling, Straightened::probit};
constexpr Threshold entropy_threshold{"f^e/alpha", theory::entropy_level, Trend::rising, Straightened::log};

std::vector<const std::vector<double>*> values_of(const std::vector<QueryValues>& replicas,
                                                  Observable observable) {
  std::vector<const std::vector<double>*> values;
  for (const QueryValues& replica : replicas) values.push_back(&replica.values[observable]);
  return values;
}

std::vector<Clusters> clusters_of(const std::vector<QueryValues>& replicas) {
  std::vector<Clusters> clusters;
  for (const QueryValues& replica : replicas) clusters.emplace_back(replica.source_index);
  return clusters;
}

Estimate fitted_scale(const InformationFit& fit, const std::vector<double>& mean,
                      const std::vector<std::vector<double>>& resampled, const Bootstrap& bootstrap) {
  if (!fit.obstacle().empty()) return {not_a_number, not_a_number, fit.obstacle()};
  const OnGrid scale = fit.scale_on_grid(mean);
  if (std::isnan(scale.value))
    return {not_a_number, not_a_number, "no scale of the information makes the law fit the entropy curve"};
  std::vector<double> scales(resampled.size());
  std::transform(resampled.begin(), resampled.end(), scales.begin(),
                 [&](const auto& curve) { return fit.scale(curve); });
  return estimate(scale, scales, bootstrap);
}

/// The time with s I(t) = ln n. Its error is that of s, carried over by half the difference between one error
/// above and below.
Estimate fitted_time(const Estimate& scale, const theory::DataLaw& law, double log_points) {
  if (std::isnan(scale.value)) return scale;
  try {
    const double value = law.collapse_time(log_points / scale.value);
    if (std::isnan(scale.standard_error)) return {value, not_a_number, scale.reason};
    const double ratio = std::exp(scale.standard_error / scale.value);  // stays positive for any error
    const double later = law.collapse_time(log_points / (scale.value * ratio));
    const double earlier = law.collapse_time(log_points / (scale.value / ratio));
    const double error = std::abs(later - earlier) / 2;
    return {value, error, "", error * scale.grid_error / scale.standard_error};
  } catch (const UsageError& error) {
    return {not_a_number, not_a_number, error.what()};
  }
}

/// Bounds of a curve of fractions.
void bound(Curve& curve, const std::vector<Clusters>& clusters) {
  double independent = 0;
  for (const Clusters& of_replica : clusters) independent += of_replica.count();
  for (std::size_t time = 0; time < curve.mean.size(); ++time) {
    const Fraction found = fraction({curve.mean[time], curve.standard_error[time]}, independent);
    curve.standard_error[time] = found.standard_error;
    curve.low.push_back(found.low);
    curve.high.push_back(found.high);
  }
}

}  // namespace

Curves average(const std::vector<QueryValues>& replicas) {
  Curves curves;
  if (replicas.empty()) return curves;
  const std::vector<Clusters> clusters = clusters_of(replicas);
  for (const auto& description : observable_descriptions) {
    if (replicas.front().values[description.observable].empty()) continue;
    curves[description.observable] = mean_curve(values_of(replicas, description.observable), clusters,
                                                replicas.front().times, replicas.front().rounding);
    if (description.is_fraction) bound(curves[description.observable], clusters);
  }
  return curves;
}

CollapseTimes collapse_times(const std::vector<QueryValues>& replicas, const Curves& curves,
                             std::int64_t points, const std::vector<double>& times,
                             const std::optional<theory::DataLaw>& law, std::uint64_t seed, int resamples) {
  const Bootstrap bootstrap(clusters_of(replicas), seed, resamples, replicas.front().rounding);
  const int count = static_cast<int>(times.size());
  const auto resampled = [&](Observable observable) {
    return bootstrap.mean_curves(values_of(replicas, observable), count);
  };
  const double log_points = std::log(static_cast<double>(points));

  CollapseTimes result;
  result.cloning =
      threshold_time(curves[Observable::cloning_collapse].mean, resampled(Observable::cloning_collapse),
                     times, bootstrap, cloning_threshold);
  const Curve& entropy = curves[Observable::excess_entropy_ratio];
  const auto resampled_entropy = resampled(Observable::excess_entropy_ratio);
  result.entropy = threshold_time(entropy.mean, resampled_entropy, times, bootstrap, entropy_threshold);
  if (!law) {
    result.fit = result.fit_scale = {not_a_number, not_a_number, "the information of the data is not known"};
    return result;
  }
  const InformationFit fit(*law, times, log_points, entropy.mean, entropy.standard_error);
  result.fit_scale = fitted_scale(fit, entropy.mean, resampled_entropy, bootstrap);
  result.fit = fitted_time(result.fit_scale, *law, log_points);
  return result;
}

}  // namespace regimes::observables
