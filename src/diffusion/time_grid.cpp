#include "diffusion/time_grid.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/contract.hpp"
#include "base/grid.hpp"
#include "base/process.hpp"

namespace regimes::diffusion {
namespace {

/// The time at which sqrt(snr) is r: t = (1/2) ln(1 + 1/snr).
double time_of_root(double r) { return std::log1p(1 / (r * r)) / 2; }

/// A grid of interpolants as a map from s in [0, 1], in which its steps are equal, to r = sqrt(snr) in
/// [0, inf]: r = tau/(1 - tau) for VP and tau/(sqrt(d) (1 - tau)) for VE, tau = s but where half of the steps
/// are spent on a part kappa/sqrt(d) of tau (arXiv 2501.00988).
class InterpolantGrid {
 public:
  InterpolantGrid(TimeSpacing spacing, const GridScale& scale)
      : root_unit_(is_of_ve(spacing) ? 1 / std::sqrt(scale.dimension) : 1) {
    if (!is_dilated(spacing)) return;
    const double part = scale.dilation / std::sqrt(scale.dimension);
    require(part > 0 && part < 1, "a dilation of {} is below the square root of the dimension {}",
            scale.dilation, scale.dimension);
    // The ends of tau and 1 - tau are kept apart, so that neither loses digits beside 1.
    first_half_ = is_of_ve(spacing) ? 1 - part : part;
    second_half_ = is_of_ve(spacing) ? part : 1 - part;
  }

  double time_at(double s) const {
    constexpr double half = 0.5;
    const double tau = s < half ? 2 * first_half_ * s : first_half_ + second_half_ * (2 * s - 1);
    const double rest = s < half ? second_half_ + first_half_ * (1 - 2 * s) : second_half_ * (2 - 2 * s);
    return time_of_root(root_unit_ * tau / rest);
  }

  /// The s whose time that is: 0 at infinity, 1 at 0.
  double place_of(double t) const {
    const double r = std::sqrt(signal_to_noise(t)) / root_unit_;
    if (std::isinf(r)) return 1;
    const double tau = r / (1 + r), rest = 1 / (1 + r);
    return tau < first_half_ ? tau / (2 * first_half_) : 1 - rest / (2 * second_half_);
  }

 private:
  static bool is_of_ve(TimeSpacing spacing) {
    return spacing == TimeSpacing::ve || spacing == TimeSpacing::ve_dilated;
  }

  double root_unit_, first_half_ = 0.5, second_half_ = 0.5;
};

std::vector<double> interpolant_times(TimeSpacing spacing, double t_start, double t_end, int steps,
                                      const GridScale& scale) {
  const InterpolantGrid grid(spacing, scale);
  const double first = grid.place_of(t_start), last = grid.place_of(t_end);
  std::vector<double> times = {t_start};
  for (int k = 1; k < steps; ++k) times.push_back(grid.time_at(first + (last - first) * k / steps));
  times.push_back(t_end);
  return times;
}

/// 1/snr in equal ratios.
std::vector<double> snr_times(double t_start, double t_end, int steps, double dimension) {
  const bool from_noise = std::isinf(t_start), to_data = t_end == 0;
  const double first = from_noise ? dimension / first_snr_times_dimension : noise_to_signal(t_start),
               last = to_data ? 1 / last_snr : noise_to_signal(t_end);
  std::vector<double> times = log_spaced(first, last, steps + 1 - int{from_noise} - int{to_data});
  for (double& time : times) time = std::log1p(time) / 2;
  if (from_noise)
    times.insert(times.begin(), t_start);
  else
    times.front() = t_start;
  if (to_data)
    times.push_back(t_end);
  else
    times.back() = t_end;
  return times;
}

}  // namespace

std::string_view name_of(TimeSpacing spacing) {
  switch (spacing) {
    case TimeSpacing::uniform:
      return "uniform";
    case TimeSpacing::log:
      return "log";
    case TimeSpacing::snr:
      return "snr";
    case TimeSpacing::vp:
      return "vp";
    case TimeSpacing::ve:
      return "ve";
    case TimeSpacing::vp_dilated:
      return "vp-dilated";
    case TimeSpacing::ve_dilated:
      break;
  }
  return "ve-dilated";
}

bool is_dilated(TimeSpacing spacing) {
  return spacing == TimeSpacing::vp_dilated || spacing == TimeSpacing::ve_dilated;
}

bool is_interpolant(TimeSpacing spacing) {
  return spacing == TimeSpacing::vp || spacing == TimeSpacing::ve || is_dilated(spacing);
}

std::vector<double> descending_times(TimeSpacing spacing, double t_start, double t_end, int steps,
                                     const GridScale& scale) {
  const bool from_noise = std::isinf(t_start), is_snr = spacing == TimeSpacing::snr;
  const bool may_start = !from_noise || is_interpolant(spacing) || (is_snr && steps >= 3);
  const bool may_end =
      t_end > 0 || spacing == TimeSpacing::uniform || is_interpolant(spacing) || (is_snr && from_noise);
  require(t_start > t_end && t_end >= 0 && may_start && may_end && steps >= 1,
          "{} steps from {} down to {}, {}", steps, t_start, t_end, name_of(spacing));
  if (spacing == TimeSpacing::uniform) return linearly_spaced(t_start, t_end, steps + 1);
  if (spacing == TimeSpacing::log) return log_spaced(t_start, t_end, steps + 1);
  if (is_snr) return snr_times(t_start, t_end, steps, scale.dimension);
  return interpolant_times(spacing, t_start, t_end, steps, scale);
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
