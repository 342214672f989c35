#include "theory/schedule.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <cstddef>
#include <limits>

#include "base/contract.hpp"
#include "base/error.hpp"
#include "base/process.hpp"
#include "theory/normal_starts.hpp"

namespace regimes::theory {
namespace {

void check(const TwoModes& modes, const std::vector<double>& times) {
  for (const double value : {modes.mean_norm_squared, modes.variance, modes.prior})
    if (!(value > 0 && std::isfinite(value)))
      throw UsageError(
          fmt::format("the modes have |m|^2 = {}, the variance {} and the prior {}: give numbers above 0",
                      modes.mean_norm_squared, modes.variance, modes.prior));
  if (!(modes.prior < 1))
    throw UsageError(fmt::format("the prior of a mode is {}: give a number below 1", modes.prior));
  require(times.size() >= 2, "a schedule of {} times has no step", times.size());
  for (std::size_t k = 0; k + 1 < times.size(); ++k)
    require(times[k] > times[k + 1] && times[k + 1] >= 0, "a step of a schedule goes from {} to {}", times[k],
            times[k + 1]);
}

/// One step x_s = q x + (e^{-s} - e^{-t} q) D with, along m, D = [sigma^2 e^{-t} x + Delta M tanh(h + e^{-t}
/// M x/Gamma)]/Gamma, Gamma = Delta + sigma^2 e^{-2t}; across there is no M.  README.md, "Schedules"
struct ModeStep {
  double factor;   ///< q + (e^{-s} - e^{-t} q) sigma^2 e^{-t}/Gamma: all of a step across
  double pull;     ///< (e^{-s} - e^{-t} q) Delta M/Gamma
  double overlap;  ///< e^{-t} M/Gamma
};

ModeStep step_of(const TwoModes& modes, double t, double s) {
  const double before = noise_variance(t), after = noise_variance(s), signal = std::exp(-t),
               gamma = before + modes.variance * signal * signal, mean = std::sqrt(modes.mean_norm_squared);
  const double q = std::sqrt(after / before), of_mean = std::exp(-s) - signal * q;
  return {q + of_mean * modes.variance * signal / gamma, of_mean * before * mean / gamma,
          signal * mean / gamma};
}

class Recursion {
 public:
  Recursion(const TwoModes& modes, const std::vector<double>& times)
      : half_log_odds_((std::log(modes.prior) - std::log1p(-modes.prior)) / 2) {
    for (std::size_t k = 0; k + 1 < times.size(); ++k)
      steps_.push_back(step_of(modes, times[k], times[k + 1]));
  }

  double across() const {
    double factor = 1;
    for (const ModeStep& step : steps_) factor *= step.factor;
    return factor;
  }
  /// y at the end of the path that starts at x.m/|m| = start: increasing in it.
  double end_of(double start) const {
    double x = start;
    for (const ModeStep& step : steps_)
      x = step.factor * x + step.pull * std::tanh(half_log_odds_ + step.overlap * x);
    return x;
  }

 private:
  double half_log_odds_;
  std::vector<ModeStep> steps_;
};

}  // namespace

ScheduledModes scheduled_features(const TwoModes& modes, const std::vector<double>& times) {
  check(modes, times);
  constexpr double left_out = std::numeric_limits<double>::quiet_NaN();
  const Recursion recursion(modes, times);
  const double divide = dividing_start([&](double start) { return recursion.end_of(start); });
  return {normal_above(-divide), std::abs(recursion.across()), left_out, left_out};
}

ScheduledModes scheduled_modes(const TwoModes& modes, const std::vector<double>& times) {
  check(modes, times);
  const Recursion recursion(modes, times);
  const double divide = dividing_start([&](double start) { return recursion.end_of(start); });
  const double center = std::sqrt(modes.mean_norm_squared) * std::exp(-times.back());
  const auto [mass, first, second] =
      average_over_starts<3>(divide, [&](double start) -> std::array<double, 3> {
        if (start < divide) return {0, 0, 0};
        const double apart = recursion.end_of(start) - center;
        return {1, apart, apart * apart};
      });
  const double mean = first / mass;
  return {normal_above(-divide), std::abs(recursion.across()), mean, std::sqrt(second / mass - mean * mean)};
}

std::optional<std::int64_t> steps_for_tolerance(
    const TwoModes& modes, double tolerance, std::int64_t fewest, std::int64_t most,
    const std::function<std::vector<double>(std::int64_t steps)>& times_of) {
  require(fewest >= 1 && most >= fewest && tolerance > 0,
          "from {} to {} steps are tried for a tolerance of {}", fewest, most, tolerance);
  check(modes, times_of(fewest));
  // The fraction is at most p + tolerance where the start with this chance above it ends below 0.
  const auto start_with_above = [](double chance) {
    return -boost::math::quantile(boost::math::normal(), chance);
  };
  const auto is_enough = [&](std::int64_t steps) {
    const Recursion recursion(modes, times_of(steps));
    const double low = modes.prior - tolerance, high = modes.prior + tolerance;
    return std::abs(std::abs(recursion.across()) / std::sqrt(modes.variance) - 1) <= tolerance &&
           (low <= 0 || recursion.end_of(start_with_above(low)) > 0) &&
           (high >= 1 || recursion.end_of(start_with_above(high)) <= 0);
  };
  std::int64_t enough = fewest;
  while (!is_enough(enough)) {
    if (enough == most) return std::nullopt;
    enough = std::min(2 * enough, most);
  }
  std::int64_t low = enough == fewest ? fewest : enough / 2;
  while (low < enough) {
    const std::int64_t middle = low + (enough - low) / 2;
    if (is_enough(middle))
      enough = middle;
    else
      low = middle + 1;
  }
  return enough;
}

}  // namespace regimes::theory
