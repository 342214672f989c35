#pragma once
/// The times at which a sampler stands, from noise to data: descending.
#include <string_view>
#include <vector>

namespace regimes::diffusion {

enum class TimeSpacing {
  uniform,  ///< equal steps in t
  log,      ///< equal steps in ln t
  snr       ///< equal steps in ln snr, snr = 1/(e^{2t} - 1) (arXiv 2402.18491)
};
std::string_view name_of(TimeSpacing spacing);

/// steps + 1 times from t_start down to t_end, both included exactly. t_start > t_end >= 0, steps >= 1; t_end
/// is above 0 for log and snr (ContractError).
std::vector<double> descending_times(TimeSpacing spacing, double t_start, double t_end, int steps);

/// `grid` with the times of `more`, which lie within it, added. A time that the grid has up to rounding takes
/// its place there, so that no step is shorter than rounding.
std::vector<double> with_times(const std::vector<double>& grid, const std::vector<double>& more);

}  // namespace regimes::diffusion
