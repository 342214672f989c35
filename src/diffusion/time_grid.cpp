#include "diffusion/time_grid.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/contract.hpp"
#include "base/grid.hpp"
#include "base/process.hpp"

namespace regimes::diffusion {

std::string_view name_of(TimeSpacing spacing) {
  switch (spacing) {
    case TimeSpacing::uniform:
      return "uniform";
    case TimeSpacing::log:
      return "log";
    case TimeSpacing::snr:
      break;
  }
  return "snr";
}

std::vector<double> descending_times(TimeSpacing spacing, double t_start, double t_end, int steps) {
  const bool reaches_zero = spacing == TimeSpacing::uniform;
  require(t_start > t_end && (t_end > 0 || (reaches_zero && t_end == 0)) && steps >= 1,
          "{} steps from {} down to {}, {}", steps, t_start, t_end, name_of(spacing));
  if (spacing == TimeSpacing::uniform) return linearly_spaced(t_start, t_end, steps + 1);
  if (spacing == TimeSpacing::log) return log_spaced(t_start, t_end, steps + 1);
  // t = (1/2) ln(1 + 1/snr), with 1/snr in equal ratios
  std::vector<double> times = log_spaced(noise_to_signal(t_start), noise_to_signal(t_end), steps + 1);
  for (double& time : times) time = std::log1p(time) / 2;
  times.front() = t_start;
  times.back() = t_end;
  return times;
}

std::vector<double> with_times(const std::vector<double>& grid, const std::vector<double>& more) {
  constexpr double rounding = 1e-9;
  const auto is_near = [&](double a, double b) { return std::abs(a - b) <= rounding * (1 + b); };
  std::vector<double> all = grid;
  for (const double time : more) {
    require(time <= grid.front() && time >= grid.back(), "{} lies in [{}, {}]", time, grid.back(),
            grid.front());
    const auto at = std::lower_bound(all.begin(), all.end(), time, std::greater<>());  // first at or below
    if (at != all.end() && is_near(*at, time))
      *at = time;
    else if (at != all.begin() && is_near(*(at - 1), time))
      *(at - 1) = time;
    else
      all.insert(at, time);
  }
  return all;
}

}  // namespace regimes::diffusion
