#pragma once
/// The references of a group of queries in a segment of times (uniform_segments.hpp): the logit of a point
/// that need not exist.
///
/// With two products the logit is l = s y, and y = s D1 + D2 is a straight line in s = sqrt(snr); the largest
/// y of all points is a convex function, below the chord that joins its ends. That chord, slope s + offset,
/// is the reference over s: no logit exceeds it unless one does at an end. With one product l = u D1, and the
/// reference is u times the largest D1.
#include <algorithm>
#include <cmath>

#include "kernels/host/uniform_segments.hpp"
#include "kernels/packs/lane_state.hpp"
#include "kernels/tuning.hpp"

namespace regimes::kernels {

template <class Real, int Lanes>
struct alignas(simd::vector_bytes) ReferenceLine {
  static constexpr int width = simd::lanes<Real>;

  Real slope[Lanes], offset[Lanes];
  Real skip_below[Lanes];                      ///< weights e^l are skipped below this l - reference
  Real reference[longest_recurrence * Lanes];  ///< at every time, as the sums have it
  bool serves[Lanes / width];                  ///< per pack: recurrences may be used

  /// common(k, lane): the common reference (LaneState) at step k.
  template <int Products, class Common>
  void set(const UniformSegment& segment, double skip, const Common& common) {
    std::fill(serves, serves + Lanes / width, true);
    for (int lane = 0; lane < Lanes; ++lane)
      if (!set_lane<Products>(segment, skip, lane, common)) serves[lane / width] = false;
  }

  /// Sums at step k, of which there are none, are relative to the line where it serves.
  void begin_sums(int k, LaneState<Real, Lanes>& state) const {
    for (int lane = 0; lane < Lanes; ++lane)
      if (serves[lane / width]) state.reference[lane] = reference[k * Lanes + lane];
  }

 private:
  /// False where a common reference is missing, or lies too far from the chord for the range of Real.
  template <int Products, class Common>
  bool set_lane(const UniformSegment& segment, double skip, int lane, const Common& common) {
    const auto factor = [&](int k) { return segment.lowest + k * segment.step; };
    const int last = segment.count - 1;
    if (common(0, lane) >= unreachable) {  // no query: all weights are skipped
      slope[lane] = Products == 2 ? 0 : unreachable;
      offset[lane] = Products == 2 ? unreachable : 0;
      skip_below[lane] = static_cast<Real>(skip);
      for (int k = 0; k <= last; ++k) reference[k * Lanes + lane] = unreachable;
      return true;
    }
    const double low = common(0, lane) / factor(0), high = common(last, lane) / factor(last);
    slope[lane] = static_cast<Real>(Products == 2 ? (high - low) / (factor(last) - factor(0)) : high);
    offset[lane] = static_cast<Real>(Products == 2 ? high - factor(last) * slope[lane] : 0);
    double lowest = 0;  // of the common reference over the chord
    for (int k = 0; k <= last; ++k) {
      const double c = factor(k),
                   along = Products == 2 ? c * (c * slope[lane] + offset[lane]) : c * slope[lane];
      reference[k * Lanes + lane] = static_cast<Real>(along);
      const double known = common(k, lane);
      if (!(known > excluded_below && known <= along + highest_above_line)) return false;
      lowest = std::min(lowest, known - along);
    }
    skip_below[lane] = static_cast<Real>(skip + lowest);
    return lowest >= lowest_below_line && skip + lowest >= lowest_start;
  }
};

}  // namespace regimes::kernels
