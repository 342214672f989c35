#include "observables/collapse_time.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "observables/fraction.hpp"
#include "observables/information_fit.hpp"
#include "theory/collapse_times.hpp"

namespace regimes::observables {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr Threshold cloning_threshold{"phi_C", cloning_level, Trend::falling, Straightened::probit};
constexpr Threshold entropy_threshold{"f^e/alpha", theory::entropy_level, Trend::rising, Straightened::log};

/// What rounding makes of two points that are equal, whose logits differ by at most `logit_error` then: their
/// weights are 1/(1 + e^{+-l}), so that Y2 = 1/2 + tanh^2(l/2)/2 and H = ln 2 - l^2/8, up to l^4. Beside it
/// what the sums of a sweep round.
double rounding_of_pair(double logit_error) {
  constexpr double rounding_of_sums = 1e-6;
  return rounding_of_sums + logit_error * logit_error / 8;
}

Threshold with_resolution(Threshold threshold, double resolution) {
  threshold.resolution = resolution;
  return threshold;
}

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

std::vector<double> in_nats(std::vector<double> ratios, double log_points) {
  for (double& ratio : ratios) ratio *= log_points;
  return ratios;
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

EffectiveDimension effective_dimension(const std::vector<QueryValues>& replicas, std::int64_t points,
                                       const std::vector<double>& times, std::uint64_t seed) {
  const std::vector<Clusters> clusters = clusters_of(replicas);
  const auto values = values_of(replicas, Observable::excess_entropy_ratio);
  const int count = static_cast<int>(times.size());
  const Bootstrap bootstrap(clusters, seed, default_resamples, replicas.front().rounding);
  const double log_points = std::log(static_cast<double>(points));
  std::vector<std::vector<double>> resampled = bootstrap.mean_curves(values, count);
  for (std::vector<double>& curve : resampled) curve = in_nats(std::move(curve), log_points);
  return effective_dimension(times, in_nats(mean_curve(values, clusters, count).mean, log_points), resampled,
                             bootstrap);
}

CollapseTimes collapse_times(const std::vector<QueryValues>& replicas, const Curves& curves,
                             std::int64_t points, const std::vector<double>& times,
                             const std::optional<theory::DataLaw>& law, std::uint64_t seed, int resamples,
                             const CollapseReading& of) {
  const Bootstrap bootstrap(clusters_of(replicas), seed, resamples, replicas.front().rounding);
  const int count = static_cast<int>(times.size());
  const auto resampled = [&](Observable observable) {
    return bootstrap.mean_curves(values_of(replicas, observable), count);
  };
  const double log_points = std::log(static_cast<double>(points)) - of.mean_log_copies;
  const double rounding = rounding_of_pair(of.logit_error);

  CollapseTimes result;
  result.cloning = threshold_time(curves[of.cloning].mean, resampled(of.cloning), times, bootstrap,
                                  with_resolution(cloning_threshold, rounding));
  const Curve& entropy = curves[of.entropy];
  const auto resampled_entropy = resampled(of.entropy);
  result.entropy = threshold_time(entropy.mean, resampled_entropy, times, bootstrap,
                                  with_resolution(entropy_threshold, rounding / log_points));
  if (of.entropy_floor > fit_window_low * log_points) {
    result.fit = result.fit_scale = {not_a_number, not_a_number, "equal points keep the entropy above 0"};
    return result;
  }
  if (!law) {
    result.fit = result.fit_scale = {not_a_number, not_a_number, "the information of the data is not known"};
    return result;
  }
  const InformationFit fit(*law, times, log_points, entropy.mean, entropy.standard_error,
                           rounding / log_points);
  result.fit_scale = fitted_scale(fit, entropy.mean, resampled_entropy, bootstrap);
  result.fit = fitted_time(result.fit_scale, *law, log_points);
  return result;
}

}  // namespace regimes::observables
