#pragma once
/// Averages over starts z ~ N(0, 1) of what paths without noise, which keep their order, come to. Private to
/// this module.
#include <algorithm>
#include <array>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace regimes::theory {

inline constexpr double normal_tail = 9;  ///< beyond, N(0, 1) has 1e-19

inline double log_normal_density(double x) { return -x * x / 2 - std::log(2 * std::numbers::pi) / 2; }

/// P(N(0, 1) > -x).
inline double normal_above(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

/// The start whose path ends at 0, of an increasing end(start); an end of [-9, 9] where all are on one side.
template <class End>
double dividing_start(const End& end) {
  constexpr int halvings = 56;
  double low = -normal_tail, high = normal_tail;
  if (end(low) > 0) return low;
  if (end(high) < 0) return high;
  for (int i = 0; i < halvings; ++i) {
    const double middle = (low + high) / 2;
    (end(middle) > 0 ? high : low) = middle;
  }
  return (low + high) / 2;
}

/// Ends of panels of [-9, 9], finer towards `divide`, where ends of paths change fast.
inline std::vector<double> panels_around(double divide) {
  constexpr double finest = 1e-9, ratio = 4, coarsest = 0.75;
  std::vector<double> ends = {-normal_tail, normal_tail, divide};
  for (double apart = finest; apart < 2 * normal_tail; apart = std::min(apart * ratio, apart + coarsest))
    for (const double end : {divide - apart, divide + apart})
      if (end > -normal_tail && end < normal_tail) ends.push_back(end);
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  return ends;
}

/// int N(z) values(z) dz of so many functions at once, which may jump at `divide`: Gauss's rule on panels.
template <std::size_t count, class Values>
std::array<double, count> average_over_starts(double divide, const Values& values) {
  using Rule = boost::math::quadrature::gauss<double, 15>;
  const auto& nodes = Rule::abscissa();
  const auto& weights = Rule::weights();
  const std::vector<double> ends = panels_around(divide);
  std::array<double, count> sums{};
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
    const double middle = (ends[i] + ends[i + 1]) / 2, half = (ends[i + 1] - ends[i]) / 2;
    const auto add = [&](double z, double weight) {
      const std::array<double, count> at = values(z);
      const double share = half * weight * std::exp(log_normal_density(z));
      for (std::size_t k = 0; k < count; ++k) sums[k] += share * at[k];
    };
    add(middle, weights[0]);
    for (std::size_t node = 1; node < nodes.size(); ++node) {
      add(middle + half * nodes[node], weights[node]);
      add(middle - half * nodes[node], weights[node]);
    }
  }
  return sums;
}

}  // namespace regimes::theory
