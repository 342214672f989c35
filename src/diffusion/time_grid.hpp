#pragma once
/// The times at which a sampler stands, from noise to data: descending.
#include <string_view>
#include <vector>

namespace regimes::diffusion {

enum class TimeSpacing {
  uniform,  ///< equal steps in t
  log,      ///< equal steps in ln t
  snr,      ///< equal steps in ln snr, snr = 1/(e^{2t} - 1) (arXiv 2402.18491)
  // Equal steps of interpolants alpha z + beta a, r = sqrt(snr) = beta/alpha (arXiv 2501.00988):
  vp,          ///< alpha = 1 - tau, beta = tau
  ve,          ///< alpha = sqrt(d) (1 - tau), beta = tau
  vp_dilated,  ///< vp with half of the steps at tau < kappa/sqrt(d), where classes are decided
  ve_dilated   ///< ve with half of the steps at 1 - tau < kappa/sqrt(d), where details are
};
inline constexpr TimeSpacing time_spacings[] = {
    TimeSpacing::uniform, TimeSpacing::log,        TimeSpacing::snr,       TimeSpacing::vp,
    TimeSpacing::ve,      TimeSpacing::vp_dilated, TimeSpacing::ve_dilated};
std::string_view name_of(TimeSpacing spacing);
bool is_interpolant(TimeSpacing spacing);  ///< vp, ve and their dilations, which go from t = inf to 0
bool is_dilated(TimeSpacing spacing);

/// What the grids of interpolants and the ends of `snr` depend on.
struct GridScale {
  double dimension = 1;  ///< d
  double dilation = 1;   ///< kappa, below sqrt(d) for dilated grids (ContractError)
};

/// The ends of `snr` where it is to go from pure noise to the data: the first step leads from t = inf to
/// snr = first_snr_times_dimension/d, which is far above t_S, and the last from last_snr to t = 0.
inline constexpr double first_snr_times_dimension = 0.01, last_snr = 400;

/// steps + 1 times from t_start down to t_end, both included exactly. t_start > t_end >= 0, steps >= 1; t_end
/// is above 0 for log (ContractError). t_start may be infinite for snr and interpolants, with 3 steps or more
/// for snr; t_end may be 0 for uniform, interpolants, and for snr with an infinite start.
std::vector<double> descending_times(TimeSpacing spacing, double t_start, double t_end, int steps,
                                     const GridScale& scale = {});

/// `grid` with the times of `more`, which lie within it, added. A time that the grid has up to rounding takes
/// its place there, so that no step is shorter than rounding.
std::vector<double> with_times(const std::vector<double>& grid, const std::vector<double>& more);

}  // namespace regimes::diffusion
