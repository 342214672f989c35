#include "observables/effective_dimension.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/process.hpp"
#include "observables/crossing.hpp"

namespace regimes::observables {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t most_places = 5, fewer_places = 2;  ///< of a slope, and how many fewer show its error

/// The slope at x[at] of the polynomial through `count` neighbouring places around it (Lagrange).
double polynomial_slope(const std::vector<double>& x, const std::vector<double>& y, std::size_t at,
                        std::size_t count) {
  const std::size_t before = (count - 1) / 2,
                    first = std::min(at > before ? at - before : 0, x.size() - count);
  double slope = 0;
  for (std::size_t j = first; j < first + count; ++j) {
    if (j == at) continue;
    double weight = 1 / (x[j] - x[at]);
    for (std::size_t k = first; k < first + count; ++k)
      if (k != j && k != at) weight *= (x[at] - x[k]) / (x[j] - x[k]);
    slope += weight * (y[j] - y[at]);
  }
  return slope;
}

/// Kept within [0, 3 times the smaller secant beside it], so that cubic pieces with these slopes rise where
/// the values do (Fritsch and Carlson, SIAM J. Numer. Anal. 17, 238, 1980).
double monotone_slope(const std::vector<double>& x, const std::vector<double>& y, std::size_t at,
                      double slope) {
  constexpr double steepest = 3;
  double most = std::numeric_limits<double>::infinity();
  if (at > 0) most = (y[at] - y[at - 1]) / (x[at] - x[at - 1]);
  if (at + 1 < x.size()) most = std::min(most, (y[at + 1] - y[at]) / (x[at + 1] - x[at]));
  return std::clamp(slope, 0., steepest * most);
}

Estimate largest_of(const EffectiveDimension& found, std::size_t at) {
  if (at > 0 && at + 1 < found.curve.size()) return found.curve[at];
  return {not_a_number, not_a_number,
          at == 0 ? "it is largest at the smallest time; give smaller ones"
                  : "it is largest at the largest time; give larger ones"};
}

}  // namespace

std::vector<OnGrid> effective_dimension(const std::vector<double>& times,
                                        const std::vector<double>& entropy) {
  constexpr double per_slope = 2;  // d_eff = -2 dE[H]/d ln snr
  if (times.size() < fewest_times_of_slope ||
      !std::all_of(entropy.begin(), entropy.end(), [](double h) { return std::isfinite(h); }))
    return std::vector<OnGrid>(times.size(), {not_a_number, not_a_number});
  const std::vector<double> rising = isotonic(entropy);
  std::vector<double> x;  // -ln snr
  for (const double t : times) x.push_back(std::log(noise_to_signal(t)));
  const std::size_t many = std::min(most_places, x.size()),
                    few = std::max<std::size_t>(many > fewer_places ? many - fewer_places : 0, 2);
  std::vector<OnGrid> found;
  for (std::size_t at = 0; at < x.size(); ++at) {
    const auto slope = [&](std::size_t count) {
      return monotone_slope(x, rising, at, polynomial_slope(x, rising, at, count));
    };
    const double best = slope(many);
    found.push_back({per_slope * best, per_slope * std::abs(best - slope(few))});
  }
  return found;
}

EffectiveDimension effective_dimension(const std::vector<double>& times, const std::vector<double>& entropy,
                                       const std::vector<std::vector<double>>& resampled,
                                       const Bootstrap& bootstrap) {
  EffectiveDimension found;
  if (times.size() < fewest_times_of_slope) {
    found.largest.reason = "a slope needs three times or more";
    found.curve.assign(times.size(), found.largest);
    return found;
  }
  std::vector<std::vector<OnGrid>> curves;
  for (const std::vector<double>& curve : resampled) curves.push_back(effective_dimension(times, curve));
  const std::vector<OnGrid> mean = effective_dimension(times, entropy);
  for (std::size_t time = 0; time < times.size(); ++time) {
    std::vector<double> values;
    for (const auto& curve : curves) values.push_back(curve[time].value);
    found.curve.push_back(estimate(mean[time], values, bootstrap));
  }
  const auto top = std::max_element(found.curve.begin(), found.curve.end(), [](const auto& a, const auto& b) {
    return !std::isnan(b.value) && !(a.value >= b.value);
  });
  const auto at = static_cast<std::size_t>(top - found.curve.begin());
  found.largest = largest_of(found, at);
  if (!std::isnan(found.largest.value)) found.time_of_largest = times[at];
  return found;
}

}  // namespace regimes::observables
