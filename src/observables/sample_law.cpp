#include "observables/sample_law.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

#include "base/contract.hpp"

namespace regimes::observables {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Values in bins of equal width, so that an order statistic is looked for among the few of one bin. Where
/// values are infinite, or equal, there is one bin.
class OrderStatistics {
 public:
  explicit OrderStatistics(const std::vector<double>& values) : parted_(values.size()) {
    constexpr std::size_t values_per_bin = 8;
    const auto [low, high] = std::ranges::minmax(values);
    const auto most = static_cast<std::int32_t>(values.size() / values_per_bin);
    const double bins_per_unit = static_cast<double>(most) / (high - low);
    const bool is_one = !(std::isfinite(bins_per_unit) && bins_per_unit > 0);
    std::vector<std::int32_t> bin_of(values.size(), 0);
    for (std::size_t i = 0; i < values.size() && !is_one; ++i)
      bin_of[i] = std::min(most, static_cast<std::int32_t>((values[i] - low) * bins_per_unit));
    end_.resize(is_one ? 1 : static_cast<std::size_t>(most) + 1);
    for (const std::int32_t bin : bin_of) ++end_[static_cast<std::size_t>(bin)];
    std::partial_sum(end_.begin(), end_.end(), end_.begin());
    std::vector<std::size_t> next = end_;
    for (std::size_t i = 0; i < values.size(); ++i)
      parted_[--next[static_cast<std::size_t>(bin_of[i])]] = values[i];
  }

  /// The values of ranks k and k + 1 (or k, the last), counted from 0; k may not fall.
  std::pair<double, double> neighbours(std::size_t rank) {
    const auto at = [this](std::size_t place) {
      return parted_.begin() + static_cast<std::ptrdiff_t>(place);
    };
    const auto bin = std::upper_bound(end_.begin(), end_.end(), rank);
    const std::size_t begin = bin == end_.begin() ? 0 : *(bin - 1);
    std::nth_element(at(std::max(begin, ranked_)), at(rank), at(*bin));
    ranked_ = rank;
    const double low = *at(rank);
    if (rank + 1 == parted_.size()) return {low, low};
    const auto next = std::upper_bound(bin, end_.end(), rank + 1);
    return {low, *std::min_element(at(rank + 1), at(*next))};
  }

 private:
  std::vector<double> parted_;
  std::vector<std::size_t> end_;  // [bin]
  std::size_t ranked_ = 0;        // what stands before it is not larger
};

}  // namespace

Moments moments(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  double mean = 0, squares = 0;
  for (const double value : values) mean += value / count;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {values.empty() ? unknown : mean, values.size() < 2 ? unknown : std::sqrt(squares / (count - 1))};
}

std::vector<double> quantiles(const std::vector<double>& values, const std::vector<double>& levels) {
  require(std::ranges::is_sorted(levels), "levels of quantiles fall");
  const auto is_nan = [](double value) { return std::isnan(value); };
  if (values.empty() || std::any_of(values.begin(), values.end(), is_nan))
    return std::vector<double>(levels.size(), unknown);
  OrderStatistics statistics(values);
  std::vector<double> found;
  for (const double level : levels) {
    const double place = level * static_cast<double>(values.size() - 1);
    const auto [low, high] = statistics.neighbours(static_cast<std::size_t>(place));
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
