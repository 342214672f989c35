#include "observables/sample_law.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "base/contract.hpp"

namespace regimes::observables {
namespace {
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
}

Moments moments(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  double mean = 0, squares = 0;
  for (const double value : values) mean += value / count;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {values.empty() ? unknown : mean, values.size() < 2 ? unknown : std::sqrt(squares / (count - 1))};
}

std::vector<double> quantiles(std::vector<double> values, const std::vector<double>& levels) {
  require(std::ranges::is_sorted(levels), "levels of quantiles fall");
  if (values.empty()) return std::vector<double>(levels.size(), unknown);
  std::vector<double> found;
  auto first = values.begin();  // what stands before it is smaller
  for (const double level : levels) {
    const double place = level * static_cast<double>(values.size() - 1);
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(place);
    std::nth_element(first, at, values.end());
    first = at;
    const double low = *at, high = at + 1 == values.end() ? low : *std::min_element(at + 1, values.end());
    const double part = place - std::floor(place);
    found.push_back(part == 0 || low == high ? low : low + part * (high - low));
  }
  return found;
}

// 1/a = mean of ln X_(i) - ln X_(k+1) over the k largest.
TailIndex tail_index(std::vector<double> log_values) {
  constexpr int fewest = 5;
  const int count = static_cast<int>(std::sqrt(static_cast<double>(log_values.size())));
  if (count < fewest) return {unknown, unknown, count};
  std::partial_sort(log_values.begin(), log_values.begin() + count + 1, log_values.end(),
                    std::greater<double>());
  double mean = 0;
  for (int i = 0; i < count; ++i) mean += (log_values[i] - log_values[count]) / count;
  if (!(mean > 0 && std::isfinite(mean))) return {unknown, unknown, count};
  return {1 / mean, 1 / mean / std::sqrt(static_cast<double>(count)), count};
}

double location_of_maximum(const std::vector<double>& grid, const std::vector<double>& curve) {
  const auto top = std::max_element(curve.begin(), curve.end(),
                                    [](double a, double b) { return !std::isnan(b) && !(a >= b); });
  const auto at = static_cast<std::size_t>(top - curve.begin());
  if (curve.empty() || at == 0 || at + 1 == curve.size()) return unknown;
  const double left = std::log(grid[at - 1] / grid[at]), right = std::log(grid[at + 1] / grid[at]);
  const double fall_left = curve[at] - curve[at - 1], fall_right = curve[at] - curve[at + 1];
  if (!std::isfinite(fall_left) || !std::isfinite(fall_right)) return unknown;
  // c(s) = c_0 + b s + q s^2 through both neighbours.
  const double quadratic = (fall_left / left - fall_right / right) / (right - left);
  const double slope = -fall_left / left - quadratic * left;
  return quadratic < 0 ? grid[at] * std::exp(-slope / (2 * quadratic)) : grid[at];
}

}  // namespace regimes::observables
