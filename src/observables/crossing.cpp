#include "observables/crossing.hpp"

#include <math.h>  // NOLINT(modernize-deprecated-headers): the isnan that pchip.hpp of Boost 1.74 calls

#include <algorithm>
#include <boost/math/interpolators/pchip.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <utility>

namespace regimes::observables {
namespace {

constexpr double smallest_probability = 1e-12;  ///< probabilities are kept this far from 0 and 1
constexpr double smallest_positive = 1e-300;
constexpr std::size_t pchip_points = 4;  ///< fewest points of a PCHIP interpolant
constexpr int neighbours = 4;            ///< grid points kept on either side of the crossing; PCHIP is local
constexpr std::uintmax_t most_steps = 100;  ///< of the root finder, which needs about ten

double straighten(double value, Straightened how) {
  if (how == Straightened::log) return std::log(std::max(value, smallest_positive));
  const double probability = std::clamp(value, smallest_probability, 1 - smallest_probability);
  return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * probability);
}

/// Where the straight line between two points reaches the level.
double linear_crossing(double x0, double x1, double y0, double y1, double level) {
  return y1 == y0 ? x0 : x0 + (x1 - x0) * (level - y0) / (y1 - y0);
}

using Interpolant = boost::math::interpolators::pchip<std::vector<double>>;

/// A straightened curve around its crossing, which lies between x[i] and x[i + 1].
struct Neighbourhood {
  std::vector<double> x, y;
  std::size_t i;
  double level;

  bool has_interpolant() const { return x.size() >= pchip_points; }
  Interpolant interpolant() const {
    std::vector<double> abscissas = x, ordinates = y;
    return {std::move(abscissas), std::move(ordinates)};
  }
  double on_line(double ordinate) const { return linear_crossing(x[i], x[i + 1], y[i], y[i + 1], ordinate); }
};

/// Where the interpolant reaches the level.
double pchip_crossing(const Neighbourhood& around) {
  const auto& [x, y, i, level] = around;
  const double at_left = y[i] - level, at_right = y[i + 1] - level;
  if (at_left == 0) return x[i];
  if (at_right == 0) return x[i + 1];
  const Interpolant interpolant = around.interpolant();
  std::uintmax_t steps = most_steps;
  const auto [low, high] = boost::math::tools::toms748_solve(
      [&](double at) { return interpolant(at) - around.level; }, x[i], x[i + 1], at_left, at_right,
      boost::math::tools::eps_tolerance<double>(), steps);
  return (low + high) / 2;
}

/// The largest distance, along x, of the interpolant from the straight line between x[i] and x[i + 1].
double distance_from_line(const Neighbourhood& around) {
  constexpr int parts = 16;
  const Interpolant interpolant = around.interpolant();
  const double left = around.x[around.i], width = around.x[around.i + 1] - left;
  double largest = 0;
  for (int part = 1; part < parts; ++part) {
    const double at = left + width * part / parts;
    largest = std::max(largest, std::abs(at - around.on_line(interpolant(at))));
  }
  return largest;
}

/// A curve made monotone, and turned so that it rises.
struct MonotoneCurve {
  std::vector<double> rising;
  double sign;          ///< times the curve
  std::size_t bracket;  ///< the crossing lies between this point and the next, or `nowhere`
};
constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();

MonotoneCurve monotone_curve(const std::vector<double>& times, const std::vector<double>& curve, double level,
                             Trend trend) {
  MonotoneCurve result{curve, trend == Trend::rising ? 1. : -1., nowhere};
  if (times.size() < 2 ||
      !std::all_of(curve.begin(), curve.end(), [](double y) { return std::isfinite(y); })) {
    return result;
  }
  for (double& y : result.rising) y *= result.sign;
  result.rising = isotonic(result.rising);
  const double threshold = result.sign * level;
  if (result.rising.front() > threshold || result.rising.back() < threshold) return result;
  // Between the last point below the level and the first at or above it.
  const auto first_above =
      std::lower_bound(result.rising.begin(), result.rising.end(), threshold) - result.rising.begin();
  result.bracket = static_cast<std::size_t>(std::max<std::ptrdiff_t>(first_above - 1, 0));
  return result;
}

Neighbourhood neighbourhood(const std::vector<double>& times, const MonotoneCurve& curve, double level,
                            Straightened straightened) {
  const std::size_t first = curve.bracket > neighbours ? curve.bracket - neighbours : 0;
  const std::size_t last = std::min(times.size(), curve.bracket + 2 + neighbours);
  Neighbourhood around{{}, {}, curve.bracket - first, straighten(level, straightened)};
  for (std::size_t i = first; i < last; ++i) {
    around.x.push_back(std::log(times[i]));
    around.y.push_back(straighten(curve.sign * curve.rising[i], straightened));
  }
  return around;
}

double time_of_crossing(const Neighbourhood& around) {
  return std::exp(around.has_interpolant() ? pchip_crossing(around) : around.on_line(around.level));
}

}  // namespace

std::vector<double> isotonic(const std::vector<double>& values) {
  struct Pool {
    double sum;
    std::size_t count;
    double mean() const { return sum / static_cast<double>(count); }
  };
  std::vector<Pool> pools;
  for (const double value : values) {
    pools.push_back({value, 1});
    while (pools.size() > 1 && pools[pools.size() - 2].mean() > pools.back().mean()) {
      const Pool last = pools.back();
      pools.pop_back();
      pools.back().sum += last.sum;
      pools.back().count += last.count;
    }
  }
  std::vector<double> result;
  result.reserve(values.size());
  for (const Pool& pool : pools) result.insert(result.end(), pool.count, pool.mean());
  return result;
}

std::optional<Gap> gap_at_crossing(const std::vector<double>& times, const std::vector<double>& curve,
                                   double level, Trend trend) {
  constexpr double wide_ratio = 1.3, large_jump = 0.5;
  const auto [rising, sign, bracket] = monotone_curve(times, curve, level, trend);
  if (bracket == nowhere) return std::nullopt;
  const Gap gap{times[bracket], times[bracket + 1]};
  const bool is_wide = gap.end / gap.begin > wide_ratio;
  if (!is_wide || rising[bracket + 1] - rising[bracket] < large_jump) return std::nullopt;
  return gap;
}

double crossing_time(const std::vector<double>& times, const std::vector<double>& curve, double level,
                     Trend trend, Straightened straightened) {
  const MonotoneCurve monotone = monotone_curve(times, curve, level, trend);
  if (monotone.bracket == nowhere) return std::numeric_limits<double>::quiet_NaN();
  return time_of_crossing(neighbourhood(times, monotone, level, straightened));
}

OnGrid crossing(const std::vector<double>& times, const std::vector<double>& curve, double level, Trend trend,
                Straightened straightened) {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  const MonotoneCurve monotone = monotone_curve(times, curve, level, trend);
  if (monotone.bracket == nowhere) return {unknown, unknown};
  const Neighbourhood around = neighbourhood(times, monotone, level, straightened);
  const double time = time_of_crossing(around);
  const double half_width = (times[monotone.bracket + 1] - times[monotone.bracket]) / 2;
  if (!around.has_interpolant() || gap_at_crossing(times, curve, level, trend)) return {time, half_width};
  // ln t is off by up to the distance.
  return {time, std::min(half_width, time * std::sinh(distance_from_line(around)))};
}

}  // namespace regimes::observables
