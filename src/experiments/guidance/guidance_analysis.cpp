#include "experiments/guidance/guidance_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace regimes::experiments {
namespace {

using observables::MeanError;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.) / static_cast<double>(values.size());
}

/// s.d. of what paths add to an estimate, over the root of their number; NaN of one path.
double error_of(const std::vector<double>& influences) {
  const auto n = static_cast<double>(influences.size());
  if (n < 2) return not_a_number;
  const double mean = mean_of(influences);
  double squares = 0;
  for (const double influence : influences) squares += (influence - mean) * (influence - mean);
  return std::sqrt(squares / (n - 1) / n);
}

/// Deviations from the mean of all paths of the same class.
std::vector<double> within_classes(std::vector<double> values, const std::vector<std::int64_t>& path_class) {
  std::map<std::int64_t, std::pair<double, double>> sums;  // of values, and their number
  for (std::size_t i = 0; i < values.size(); ++i) {
    sums[path_class[i]].first += values[i];
    sums[path_class[i]].second += 1;
  }
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] -= sums[path_class[i]].first / sums[path_class[i]].second;
  return values;
}

std::vector<double> squares_of(std::vector<double> values) {
  for (double& value : values) value *= value;
  return values;
}

/// The ratio A/B of two means, and what each path adds to it: (a - (A/B) b)/B.
struct Ratio {
  double value;
  std::vector<double> influences;
};
Ratio ratio_of(const std::vector<double>& above, const std::vector<double>& below) {
  const double divisor = mean_of(below);
  Ratio ratio{mean_of(above) / divisor, {}};
  for (std::size_t i = 0; i < above.size(); ++i)
    ratio.influences.push_back((above[i] - ratio.value * below[i]) / divisor);
  return ratio;
}

Ratio ratio_of_variances(const std::vector<double>& guided, const std::vector<double>& plain,
                         const std::vector<std::int64_t>& path_class) {
  return ratio_of(squares_of(within_classes(guided, path_class)),
                  squares_of(within_classes(plain, path_class)));
}

std::vector<double> differences(const std::vector<double>& guided, const std::vector<double>& plain) {
  std::vector<double> result;
  for (std::size_t i = 0; i < guided.size(); ++i) result.push_back(guided[i] - plain[i]);
  return result;
}

/// How often paths of every class have ended on every point, by class and point.
std::map<std::int64_t, std::map<std::int64_t, double>> counts_of(
    const std::vector<std::int64_t>& nearest, const std::vector<std::int64_t>& path_class) {
  std::map<std::int64_t, std::map<std::int64_t, double>> counts;
  for (std::size_t i = 0; i < nearest.size(); ++i) counts[path_class[i]][nearest[i]] += 1;
  return counts;
}

/// N_eff of N paths with these counts. U = sum c (c - 1)/(N (N - 1)) is the mean over pairs of paths of
/// whether both have one end, to which a path on mu adds twice (c_mu - 1)/(N - 1).
MeanError effective_count(const std::map<std::int64_t, double>& counts) {
  double paths = 0, pairs = 0;
  for (const auto& [point, count] : counts) {
    paths += count;
    pairs += count * (count - 1);
  }
  const double same = pairs / (paths * (paths - 1));
  if (same == 0) return {std::numeric_limits<double>::infinity(), not_a_number};
  std::vector<double> influences;
  for (const auto& [point, count] : counts)
    influences.insert(influences.end(), static_cast<std::size_t>(count),
                      2 * (count - 1) / (paths - 1) / (same * same));
  return {1 / same, error_of(influences)};
}

std::vector<double> known_of(std::vector<double> times) {
  std::erase_if(times, [](double t) { return std::isnan(t); });
  return times;
}

std::vector<double> in_own_class(const GuidanceResult& result, const GuidedEnds& ends) {
  std::vector<double> is_in;
  for (std::size_t i = 0; i < ends.end_class.size(); ++i)
    is_in.push_back(
        ends.end_class[i] == result.class_values[static_cast<std::size_t>(result.path_class[i])] ? 1 : 0);
  return is_in;
}

}  // namespace

MeanError mean_difference(const std::vector<double>& guided, const std::vector<double>& plain) {
  const std::vector<double> apart = differences(guided, plain);
  return {mean_of(apart), error_of(apart)};
}

MeanError variance_ratio(const std::vector<double>& guided, const std::vector<double>& plain,
                         const std::vector<std::int64_t>& path_class) {
  const Ratio ratio = ratio_of_variances(guided, plain, path_class);
  return {ratio.value, error_of(ratio.influences)};
}

MeanError mean_ratio(const std::vector<double>& guided, const std::vector<double>& plain) {
  const Ratio ratio = ratio_of(guided, plain);
  const double error = error_of(ratio.influences);  // of a law nothing moves across, and the rest is rounding
  return {ratio.value, observables::at_least_rounding(error, ratio.value, observables::double_rounding)};
}

MeanError gaussian_divergence(const std::vector<double>& guided, const std::vector<double>& plain,
                              const std::vector<std::int64_t>& path_class) {
  const Ratio variance = ratio_of_variances(guided, plain, path_class);
  const std::vector<double> apart = differences(guided, plain);
  const double v = variance.value, s = mean_of(apart);
  std::vector<double> influences;
  for (std::size_t i = 0; i < apart.size(); ++i)
    influences.push_back((1 - 1 / v) / 2 * variance.influences[i] + s * (apart[i] - s));
  return {(v - 1 - std::log(v) + s * s) / 2, error_of(influences)};
}

MeanError effective_points(const std::vector<std::int64_t>& nearest,
                           const std::vector<std::int64_t>& path_class,
                           const std::vector<std::int64_t>& class_points) {
  double sum = 0, squares = 0, classes = 0;
  for (const auto& [c, counts] : counts_of(nearest, path_class)) {
    const double paths = std::accumulate(counts.begin(), counts.end(), 0.,
                                         [](double all, const auto& point) { return all + point.second; });
    if (paths < 2) continue;
    const MeanError of_class = effective_count(counts);
    const auto points = static_cast<double>(class_points[static_cast<std::size_t>(c)]);
    sum += of_class.mean / points;
    squares += std::pow(of_class.standard_error / points, 2);
    classes += 1;
  }
  return {sum / classes, std::sqrt(squares) / classes};
}

MeanError distinct_points(const std::vector<std::int64_t>& nearest,
                          const std::vector<std::int64_t>& path_class,
                          const std::vector<std::int64_t>& class_points) {
  const auto counts = counts_of(nearest, path_class);
  double sum = 0;
  for (const auto& [c, of_class] : counts)
    sum +=
        static_cast<double>(of_class.size()) / static_cast<double>(class_points[static_cast<std::size_t>(c)]);
  return {sum / static_cast<double>(counts.size()), not_a_number};
}

std::vector<GuidanceEffect> guidance_effects(const GuidanceResult& result) {
  const std::vector<double>& strengths = result.options.strengths;
  const auto zero =
      static_cast<std::size_t>(std::find(strengths.begin(), strengths.end(), 0.) - strengths.begin());
  const GuidedEnds& plain = result.ends[zero];
  std::vector<GuidanceEffect> effects;
  for (const GuidedEnds& ends : result.ends) {
    GuidanceEffect effect;
    effect.overshoot = mean_difference(ends.along, plain.along);
    effect.variance_along = variance_ratio(ends.along, plain.along, result.path_class);
    effect.variance_across = mean_ratio(ends.across, plain.across);
    effect.divergence = gaussian_divergence(ends.along, plain.along, result.path_class);
    effect.fidelity = observables::fraction_of(in_own_class(result, ends));
    if (result.is_empirical()) {
      effect.effective_points = effective_points(ends.nearest, result.path_class, result.class_points);
      effect.distinct_points = distinct_points(ends.nearest, result.path_class, result.class_points);
      const std::vector<double> changes = known_of(ends.last_change);
      effect.last_change = {mean_of(changes), error_of(changes)};
    }
    effect.predicted_shift = effect.overshoot_theory = effect.variance_theory = effect.fidelity_theory =
        effect.divergence_theory = not_a_number;
    effects.push_back(effect);
  }
  return effects;
}

}  // namespace regimes::experiments
