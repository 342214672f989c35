#include "theory/collapse_root.hpp"

#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <cstdint>
#include <limits>

#include "theory/arguments.hpp"

namespace regimes::theory {
namespace {

// Beyond these times e^{2t} - 1 leaves the range of a double.
constexpr double earliest_time = 1e-300, latest_time = 350;
constexpr std::uintmax_t iteration_limit = 200;

/// ln of a time at which the curve is finite: lambda snr of a large variance overflows at the earliest.
/// One step is ten decades, a small part of the 300 between the ends.
double first_log_time(const std::function<double(double)>& curve, double first, double last) {
  const double step = 10 * std::log(10.);
  while (first + step < last && !std::isfinite(curve(std::exp(first)))) first += step;
  return first;
}

}  // namespace

// I is close to -(d/2) ln t for small t, so ln t is the variable in which the root finder sees something
// nearly straight.
std::optional<double> decreasing_crossing(const std::function<double(double)>& curve, double level) {
  const auto surplus = [&](double log_time) { return curve(std::exp(log_time)) - level; };
  const double last = std::log(latest_time);
  const double first = first_log_time(curve, std::log(earliest_time), last);
  const double at_first = surplus(first), at_last = surplus(last);
  if (!(at_first >= 0 && at_last <= 0)) return std::nullopt;
  std::uintmax_t iterations = iteration_limit;
  const boost::math::tools::eps_tolerance<double> to_last_digits(std::numeric_limits<double>::digits - 2);
  const auto [low, high] =
      boost::math::tools::toms748_solve(surplus, first, last, at_first, at_last, to_last_digits, iterations);
  require(iterations < iteration_limit,
          "the root at the level {} converges within {} steps; it is in [{}, {}]", level, iteration_limit,
          std::exp(low), std::exp(high));
  return std::exp(low + (high - low) / 2);
}

double time_of_information(const std::function<double(double)>& information, double log_points) {
  require_log_points(log_points);
  if (const auto time = decreasing_crossing(information, log_points)) return *time;
  throw UsageError(fmt::format(
      "no collapse time: between t = {:.3g} and {:.3g} the information goes from {} to {} nats and never "
      "crosses ln n = {}; check the variance and the dimension of the data",
      earliest_time, latest_time, information(earliest_time), information(latest_time), log_points));
}

}  // namespace regimes::theory
