#include "observables/threshold_time.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace regimes::observables {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr const char* too_few_resamples =
    "the bootstrap cannot tell its error (one source, or too many resamples without a value)";

/// Without numbers of the curve, so that many sizes can share one line of a report.
std::string why_not_crossed(const std::vector<double>& mean, const Threshold& threshold) {
  const auto [low, high] = std::minmax_element(mean.begin(), mean.end());
  const char* const where = *low > threshold.level    ? "stays above it"
                            : *high < threshold.level ? "stays below it"
                                                      : "only wavers about it";
  return fmt::format("{} does not cross {} on the time grid, where it {}", threshold.symbol, threshold.level,
                     where);
}

}  // namespace

Estimate with_reason_for_error(double value, double standard_error) {
  return {value, standard_error, std::isnan(standard_error) ? too_few_resamples : ""};
}

Estimate threshold_time(const std::vector<double>& mean, const std::vector<std::vector<double>>& resampled,
                        const std::vector<double>& times, const Bootstrap& bootstrap,
                        const Threshold& threshold) {
  const auto crossing = [&](const std::vector<double>& curve) {
    return crossing_time(times, curve, threshold.level, threshold.trend, threshold.straightened);
  };
  const double value = crossing(mean);
  if (std::isnan(value)) {
    return {not_a_number, not_a_number, why_not_crossed(mean, threshold)};
  }
  const auto [low, high] = std::minmax_element(mean.begin(), mean.end());
  if (threshold.resolution > 0 &&
      std::min(threshold.level - *low, *high - threshold.level) < threshold.resolution)
    return {not_a_number, not_a_number,
            fmt::format("{} runs into {} and does not cross it by more than rounding, as it does where every "
                        "point stands twice",
                        threshold.symbol, threshold.level)};
  std::vector<double> crossings(resampled.size());
  std::transform(resampled.begin(), resampled.end(), crossings.begin(), crossing);
  Estimate estimate = with_reason_for_error(value, bootstrap.standard_error(crossings));
  if (const auto gap = gap_at_crossing(times, mean, threshold.level, threshold.trend)) {
    if (!estimate.reason.empty()) estimate.reason += "; ";
    estimate.reason +=
        fmt::format("interpolated across a gap of the time grid from {:.3g} to {:.3g}", gap->begin, gap->end);
  }
  return estimate;
}

}  // namespace regimes::observables
