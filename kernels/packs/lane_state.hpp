#pragma once
/// The state of a group of queries at one time as the host sweep keeps it: lane = query. It becomes a
/// Posterior per query through unpack(), the only bridge between the two.
#include <cstdint>

#include "kernels/packs/simd.hpp"
#include "kernels/posterior.hpp"

namespace regimes::kernels {

/// A half difference that stands for "not a point": the source itself, or padding. Times any snr = 1/(e^{2t}
/// - 1) with t <= 20 it is far below every logit, and far from overflow.
inline constexpr float excluded = -1e25f;
/// Every half difference of real points is above this.
inline constexpr float excluded_below = -1e20f;

/// A reference before anything was seen: far below every logit.
inline constexpr float no_reference = -1e30f;

/// The reference of a lane without a query: no logit comes near, all weights are negligible.
inline constexpr float unreachable = 1e30f;

template <class Real, int Lanes>
struct alignas(simd::vector_bytes) LaneState {
  Real common[Lanes];     ///< the reference with which every tile begins; no_reference: that of the sums
  Real reference[Lanes];  ///< of the sums: the largest that a tile has ended with
  Real best[Lanes];       ///< the largest logit, at least the common reference
  double sum[Lanes];
  double logit_sum[Lanes];
  double square_sum[Lanes];
  std::int64_t nearest[Lanes];  ///< -1: nothing seen is above the common reference

  /// Nothing seen; common references stay.
  void clear() {
    for (int i = 0; i < Lanes; ++i) {
      reference[i] = best[i] = common[i];
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
