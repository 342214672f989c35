#include "observables/information_fit.hpp"

#include <fmt/core.h>

#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <cstdint>
#include <limits>

#include "theory/finite_size.hpp"

namespace regimes::observables {
namespace {

constexpr double log_scale_limit = 2.772588722239781;  ///< ln 16: s is searched between 1/16 and 16
constexpr int scan_steps = 64;                         ///< of ln s, before the minimum is refined
constexpr int minimum_bits = 26;                       ///< half of a double's: all that a minimum can show
constexpr std::uintmax_t most_steps = 100;

constexpr double no_fit = std::numeric_limits<double>::quiet_NaN();

double scanned_log_scale(int step) { return log_scale_limit * (2.0 * step / scan_steps - 1); }

}  // namespace

InformationFit::InformationFit(const theory::DataLaw& law, const std::vector<double>& times,
                               double log_points, const std::vector<double>& entropy_ratio,
                               const std::vector<double>& standard_error)
    : log_points_(log_points) {
  bool errors_known = true;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (!(entropy_ratio[i] > fit_window_low && entropy_ratio[i] < fit_window_high)) continue;
    errors_known = errors_known && standard_error[i] > 0;
    points_.push_back({i, law.information(times[i]), law.information_variance(times[i]),
                       1 / (standard_error[i] * standard_error[i])});
  }
  if (points_.size() < fewest_fit_points) {
    obstacle_ = fmt::format("fewer times than the {} that a fit needs have {} < H/ln n < {}",
                            fewest_fit_points, fit_window_low, fit_window_high);
  } else if (!errors_known) {
    obstacle_ = "the entropy curve has no error bars to weigh its points with (too few queries)";
  }
}

// sum_i (H_i - sqrt(s V_i) psi((ln n - s I_i) / sqrt(s V_i)))^2 / error_i^2, all in units of ln n.
// src/theory/README.md
double InformationFit::sum_of_squares(double scale, const std::vector<double>& entropy_ratio,
                                      Left out) const {
  double sum = 0;
  for (std::size_t i = 0; i < points_.size(); ++i) {
    if (out == i) continue;
    const Point& point = points_[i];
    const double model =
        theory::excess_entropy(scale * point.information, scale * point.variance, log_points_);
    const double residual = entropy_ratio[point.time] - model / log_points_;
    sum += point.weight * residual * residual;
  }
  return sum;
}

double InformationFit::best_scale(const std::vector<double>& entropy_ratio, Left out) const {
  if (!obstacle_.empty()) return no_fit;
  const auto squares = [&](double log_scale) {
    return sum_of_squares(std::exp(log_scale), entropy_ratio, out);
  };
  int best = 0;
  double smallest = std::numeric_limits<double>::infinity();
  for (int step = 0; step <= scan_steps; ++step) {
    const double here = squares(scanned_log_scale(step));
    if (here < smallest) {
      smallest = here;
      best = step;
    }
  }
  if (best == 0 || best == scan_steps) return no_fit;
  std::uintmax_t steps = most_steps;
  const auto minimum = boost::math::tools::brent_find_minima(
      squares, scanned_log_scale(best - 1), scanned_log_scale(best + 1), minimum_bits, steps);
  return steps < most_steps ? std::exp(minimum.first) : no_fit;
}

double InformationFit::scale(const std::vector<double>& entropy_ratio) const {
  return best_scale(entropy_ratio, std::nullopt);
}

// Jackknife: (m - 1)/m sum_i (s_(i) - s)^2 with s_(i) without point i. A fit without that point has no value
// where the curve bends too much for the law, and then the grid decides.
OnGrid InformationFit::scale_on_grid(const std::vector<double>& entropy_ratio) const {
  const double all = scale(entropy_ratio);
  double squares = 0;
  for (std::size_t i = 0; i < points_.size(); ++i) squares += std::pow(best_scale(entropy_ratio, i) - all, 2);
  const auto count = static_cast<double>(points_.size());
  return {all, std::sqrt((count - 1) / count * squares)};
}

}  // namespace regimes::observables
