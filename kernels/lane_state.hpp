#pragma once
/// The state of a group of queries at one time as the host sweep keeps it: lane = query. It becomes a
/// Posterior per query through unpack(), the only bridge between the two.
#include <cstdint>

#include "kernels/posterior.hpp"
#include "kernels/simd.hpp"

namespace regimes::kernels {

/// A half difference that stands for "not a point": the source itself, or padding. Times any snr = 1/(e^{2t}
/// - 1) with t <= 20 it is far below every logit, and far from overflow.
inline constexpr float excluded = -1e25f;
/// Every half difference of real points is above this.
inline constexpr float excluded_below = -1e20f;

template <class Real, int Lanes>
struct alignas(simd::vector_bytes) LaneState {
  Real reference[Lanes];  ///< a logit seen; starts far below any
  Real best[Lanes];       ///< the largest logit
  double sum[Lanes];
  double logit_sum[Lanes];
  double square_sum[Lanes];
  std::int64_t nearest[Lanes];

  void clear() {
    for (int i = 0; i < Lanes; ++i) {
      reference[i] = Real(-1e30);
      best[i] = Real(-1e30);
      sum[i] = logit_sum[i] = square_sum[i] = 0;
      nearest[i] = -1;
    }
  }

  /// True where nothing but excluded points was seen; snr is the factor of the half differences in the logit.
  bool empty(int lane, double snr) const { return reference[lane] < excluded_below * snr; }

  Posterior unpack(int lane, double snr) const {
    Posterior p;
    if (empty(lane, snr)) return p;
    p.reference = reference[lane];
    p.sum = sum[lane];
    p.logit_sum = logit_sum[lane];
    p.square_sum = square_sum[lane];
    p.nearest_logit = best[lane];
    p.nearest_index = nearest[lane];
    return p;
  }
};

}  // namespace regimes::kernels
