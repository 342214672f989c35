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
                               const std::vector<double>& standard_error, double rounding)
    : log_points_(log_points) {
  bool errors_known = true;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (!(entropy_ratio[i] > fit_window_low && entropy_ratio[i] < fit_window_high)) continue;
    if (standard_error[i] > 0 && standard_error[i] < rounding) continue;
    errors_known = errors_known && standard_error[i] > 0;
    points_.push_back({i, law.information(times[i]), law.information_variance(times[i]),
                       1 / (standard_error[i] * standard_error[i])});
  }
  for (int step = 0; step <= scan_steps; ++step)
    scanned_.push_back(models(std::exp(scanned_log_scale(step))));
  if (points_.size() < fewest_fit_points) {
    obstacle_ = fmt::format("fewer times than the {} that a fit needs have {} < H/ln n < {}",
                            fewest_fit_points, fit_window_low, fit_window_high);
  } else if (!errors_known) {
    obstacle_ = "the entropy curve has no error bars to weigh its points with (too few queries)";
  }
}

/// H_i = sqrt(s V_i) psi((ln n - s I_i) / sqrt(s V_i)) of every point, in units of ln n.
/// src/theory/README.md
std::vector<double> InformationFit::models(double scale) const {
  std::vector<double> models;
  models.reserve(points_.size());
  for (const Point& point : points_)
    models.push_back(theory::excess_entropy(scale * point.information, scale * point.variance, log_points_) /
                     log_points_);
  return models;
}

// sum_i (ratio_i - H_i)^2 / error_i^2
double InformationFit::sum_of_squares(const std::vector<double>& models,
                                      const std::vector<double>& entropy_ratio, Left out) const {
  double sum = 0;
  for (std::size_t i = 0; i < points_.size(); ++i) {
    if (out == i) continue;
    const double residual = entropy_ratio[points_[i].time] - models[i];
    sum += points_[i].weight * residual * residual;
  }
  return sum;
}

double InformationFit::best_scale(const std::vector<double>& entropy_ratio, Left out) const {
  if (!obstacle_.empty()) return no_fit;
  const auto squares = [&](double log_scale) {
    return sum_of_squares(models(std::exp(log_scale)), entropy_ratio, out);
  };
  int best = 0;
  double smallest = std::numeric_limits<double>::infinity();
  for (int step = 0; step <= scan_steps; ++step) {
    const double here = sum_of_squares(scanned_[static_cast<std::size_t>(step)], entropy_ratio, out);
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
