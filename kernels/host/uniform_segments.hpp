#pragma once
/// Runs of times at which a factor of the logit steps evenly: there the weights of a pair follow from one
/// another by multiplications (recurrence.hpp).
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "kernels/tuning.hpp"

namespace regimes::kernels {

/// The factor is lowest + k step at time first + k stride, for k < count.
struct UniformSegment {
  int first;
  int stride;  ///< 1 or -1: the factor rises with k
  int count;
  double lowest;
  double step;
};

/// Whether the factors [first, last) step evenly, each to within `tolerance` of itself, and are of one sign.
inline bool steps_evenly(const std::vector<double>& factors, std::size_t first, std::size_t last,
                         double tolerance) {
  const double step = (factors[last - 1] - factors[first]) / static_cast<double>(last - 1 - first);
  for (std::size_t i = first; i < last; ++i) {
    const double expected = factors[first] + static_cast<double>(i - first) * step;
    if (!(std::abs(factors[i] - expected) <= tolerance * std::abs(factors[i])) || factors[i] == 0 ||
        (factors[i] > 0) != (factors[first] > 0))
      return false;
  }
  return step != 0;
}

/// The longest runs from the first factor on, those of less than shortest_recurrence left out, those of more
/// than longest_recurrence in equal parts. Of negative factors the size counts.
inline std::vector<UniformSegment> uniform_segments(const std::vector<double>& factors, double tolerance) {
  constexpr std::size_t shortest = shortest_recurrence, longest = longest_recurrence;
  std::vector<UniformSegment> segments;
  std::size_t end = 0;
  for (std::size_t begin = 0; begin + shortest <= factors.size();) {
    end = begin + 2;
    while (end < factors.size() && steps_evenly(factors, begin, end + 1, tolerance)) ++end;
    if (end - begin < shortest) {
      ++begin;
      continue;
    }
    const std::size_t parts = (end - begin + longest - 1) / longest;
    for (std::size_t part = 0; part < parts; ++part) {
      const std::size_t first = begin + (end - begin) * part / parts,
                        last = begin + (end - begin) * (part + 1) / parts - 1;
      const double at_first = std::abs(factors[first]), at_last = std::abs(factors[last]);
      const bool rises = at_last > at_first;
      segments.push_back({static_cast<int>(rises ? first : last), rises ? 1 : -1,
                          static_cast<int>(last - first + 1), std::min(at_first, at_last),
                          std::abs(at_last - at_first) / static_cast<double>(last - first)});
    }
    begin = end;
  }
  return segments;
}

}  // namespace regimes::kernels
