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

constexpr const char* sensitive_fit = "it rests on single times of the grid; give more of them";

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

Estimate estimate(const OnGrid& found, const std::vector<double>& resampled, const Bootstrap& bootstrap) {
  const double scatter = bootstrap.standard_error(resampled);
  return {found.value,
          at_least_rounding(std::hypot(scatter, found.grid_error), found.value, bootstrap.rounding()),
          std::isnan(scatter)            ? too_few_resamples
          : std::isnan(found.grid_error) ? sensitive_fit
                                         : "",
          found.grid_error};
}

Estimate threshold_time(const std::vector<double>& mean, const std::vector<std::vector<double>>& resampled,
                        const std::vector<double>& times, const Bootstrap& bootstrap,
                        const Threshold& threshold) {
  const auto& [symbol, level, trend, straightened, resolution] = threshold;
  const OnGrid found = crossing(times, mean, level, trend, straightened);
  if (std::isnan(found.value)) return {not_a_number, not_a_number, why_not_crossed(mean, threshold)};
  const auto [low, high] = std::minmax_element(mean.begin(), mean.end());
  if (resolution > 0 && std::min(level - *low, *high - level) < resolution)
    return {not_a_number, not_a_number,
            fmt::format("{} runs into {} and does not cross it by more than rounding, as it does where every "
                        "point stands twice",
                        symbol, level)};
  std::vector<double> crossings;
  for (const auto& curve : resampled)
    crossings.push_back(crossing_time(times, curve, level, trend, straightened));
  Estimate time = estimate(found, crossings, bootstrap);
  if (const auto gap = gap_at_crossing(times, mean, level, trend)) {
    if (!time.reason.empty()) time.reason += "; ";
    time.reason += fmt::format(
        "interpolated across a gap of the time grid from {:.3g} to {:.3g}, half of which its error has; give "
        "times between them",
        gap->begin, gap->end);
  }
  return time;
}

}  // namespace regimes::observables
