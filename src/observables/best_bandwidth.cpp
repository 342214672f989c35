#include "observables/best_bandwidth.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "observables/sample_law.hpp"

namespace regimes::observables {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double at_maximum = 1;  ///< spread where the slope of ln rho_h is 0

std::vector<double> part(const std::vector<double>& values, std::size_t first, std::size_t last) {
  return {values.begin() + static_cast<std::ptrdiff_t>(first),
          values.begin() + static_cast<std::ptrdiff_t>(last) + 1};
}

/// The cell [i, i + 1] of the grid that has the maximum.
struct Cell {
  std::size_t begin = 0;
  bool is_found = false;
};

Cell cell_of_maximum(const LikelihoodCurve& curve, std::size_t top) {
  const auto falls_through = [&](std::size_t begin) {
    return begin + 1 < curve.spread.size() && curve.spread[begin] >= at_maximum &&
           curve.spread[begin + 1] <= at_maximum;
  };
  if (curve.spread[top] >= at_maximum) return {top, falls_through(top)};
  return top > 0 ? Cell{top - 1, falls_through(top - 1)} : Cell{};
}

/// The cell and what falls steadily around it: another maximum is not to be pooled with this one.
OnGrid root_of_slope(const std::vector<double>& grid, const std::vector<double>& spread, std::size_t begin) {
  std::size_t first = begin, last = begin + 1;
  while (first > 0 && spread[first - 1] > spread[first]) --first;
  while (last + 1 < grid.size() && spread[last + 1] < spread[last]) ++last;
  return crossing(part(grid, first, last), part(spread, first, last), at_maximum, Trend::falling,
                  Straightened::log);
}

/// At the maximum h^2 = <r^2>/d = h^2 spread, and <r^2> rises with h, as points further away come to count:
/// so h lies between the values that this has at both ends of the cell, as well as in it. Gaussian kernel.
OnGrid within_bounds(const OnGrid& found, const std::vector<double>& grid, const std::vector<double>& spread,
                     std::size_t begin) {
  const double low = grid[begin] * std::sqrt(spread[begin]);
  const double high = std::max(low, grid[begin + 1] * std::sqrt(spread[begin + 1]));
  return {std::clamp(found.value, low, high), std::min(found.grid_error, (high - low) / 2)};
}

OnGrid without_slopes(const std::vector<double>& grid, const std::vector<double>& values, std::size_t top) {
  const double place = location_of_maximum(grid, values);
  constexpr double half_a_spacing = 0.25;  // of the distance of both neighbours
  return {place, std::isnan(place) ? unknown : half_a_spacing * (grid[top + 1] - grid[top - 1])};
}

}  // namespace

OnGrid best_bandwidth(const std::vector<double>& grid, const LikelihoodCurve& curve, DensityKernel kernel) {
  const auto& values = curve.log_density;
  const auto largest = std::max_element(values.begin(), values.end(),
                                        [](double a, double b) { return !std::isnan(b) && !(a >= b); });
  if (largest == values.end() || !std::isfinite(*largest)) return {unknown, unknown};
  const auto top = static_cast<std::size_t>(largest - values.begin());
  if (kernel == DensityKernel::ball) return without_slopes(grid, values, top);
  const auto [begin, is_found] = cell_of_maximum(curve, top);
  if (!is_found) return {unknown, unknown};
  const OnGrid found = root_of_slope(grid, curve.spread, begin);
  return kernel == DensityKernel::gaussian ? within_bounds(found, grid, curve.spread, begin) : found;
}

}  // namespace regimes::observables
