#pragma once
/// The sums of one query at few times over the points of a part, in the registers of a thread. Logits are in
/// units of ln 2, so that a weight is a power of two, which GPUs have an instruction for: with it an
/// exponential takes fewer operations than a recurrence and what begins it.
#include "kernels/device/device_team.hpp"
#include "kernels/math.hpp"
#include "kernels/packs/lane_state.hpp"
#include "kernels/packs/simd.hpp"

namespace regimes::kernels {

inline constexpr double ln_2 = 0.693147180559945309417232121458176568;
inline constexpr double ln_2_rest = 2.319046813846299558e-17;  ///< what a double leaves of it

template <int Times, int Products, class Real>
struct DeviceTimeSums {
  static constexpr int second_column = DeviceShape<Real>::columns / 2;  ///< of D2 behind D1

  Real first[Times], second[Times];  ///< factors of the two differences
  Real reference[Times];             ///< no_reference: none yet; unreachable: no point weighs anything
  Real sum[Times], logit_sum[Times], square_sum[Times];
  Real largest[Times];  ///< logit, in which no reference is
  int where[Times];     ///< the first point from which on, a few, it was

  /// `differences`: of the query and a point. Rounded alike wherever it is called.
  KOKKOS_FORCEINLINE_FUNCTION Real logit(int i, const Real* differences) const {
    if constexpr (Products == 2)
      return math::fma(first[i], differences[0], second[i] * differences[second_column]);
    else
      return first[i] * differences[0];
  }

  KOKKOS_FORCEINLINE_FUNCTION void clear() {
    REGIMES_DEVICE_UNROLL
    for (int i = 0; i < Times; ++i) {
      sum[i] = logit_sum[i] = square_sum[i] = 0;
      largest[i] = seen_[i] = -Real(unreachable) * 4;
      where[i] = 0;
    }
  }

  /// Adds a point: 3 operations for the logit, 1 for the largest, the power, 3 for the sums. Clipped: weights
  /// do not vanish, so that sums over few points, as of a class, are not empty, as on a host.
  template <bool Clipped>
  KOKKOS_FORCEINLINE_FUNCTION void add(const Real* differences) {
    constexpr Real floor = Real(simd::exp_floor<Real> / ln_2);
    REGIMES_DEVICE_UNROLL
    for (int i = 0; i < Times; ++i) {
      const Real l = logit(i, differences),
                 x = Clipped ? math::fmax(l - reference[i], floor) : l - reference[i], weight = math::exp2(x);
      largest[i] = math::fmax(largest[i], l);
      sum[i] += weight;
      logit_sum[i] += x * weight;
      square_sum[i] += weight * weight;
    }
  }

  /// The largest logits may be among the points from `p` on.
  KOKKOS_FORCEINLINE_FUNCTION void note(int p) {
    REGIMES_DEVICE_UNROLL
    for (int i = 0; i < Times; ++i) {
      where[i] = largest[i] > seen_[i] ? p : where[i];
      seen_[i] = largest[i];
    }
  }

  KOKKOS_FORCEINLINE_FUNCTION void look(const Real* differences) {
    REGIMES_DEVICE_UNROLL
    for (int i = 0; i < Times; ++i) {
      const Real l = logit(i, differences);
      largest[i] = math::fmax(largest[i], l);
    }
  }

  /// Whether any point was seen that is not left out.
  KOKKOS_FORCEINLINE_FUNCTION bool has_points(int i) const {
    return largest[i] > Real(excluded_below) * first[i];
  }

  /// References that are missing, or so far below the largest logit that sums may overflow, become it; of no
  /// points no weight counts. False if there are no such references.
  KOKKOS_FORCEINLINE_FUNCTION bool move_references() {
    constexpr Real limit = Real(rebase_above / ln_2);
    bool moves = false;
    REGIMES_DEVICE_UNROLL
    for (int i = 0; i < Times; ++i) {
      if (reference[i] >= Real(unreachable)) continue;
      const bool is_missing = !(reference[i] > Real(no_reference));
      if (!is_missing && has_points(i) && !(largest[i] - reference[i] > limit)) continue;
      reference[i] = has_points(i) ? largest[i] : Real(unreachable);
      moves = true;
    }
    return moves;
  }

  /// A run of points of one class: `sum` is that of the run alone, until it is joined with those before.
  KOKKOS_FORCEINLINE_FUNCTION void begin_run(Real (&before)[Times]) {
    REGIMES_DEVICE_UNROLL
    for (int i = 0; i < Times; ++i) {
      before[i] = sum[i];
      sum[i] = 0;
    }
  }
  KOKKOS_FORCEINLINE_FUNCTION void end_run(const Real (&before)[Times]) {
    REGIMES_DEVICE_UNROLL
    for (int i = 0; i < Times; ++i) sum[i] += before[i];
  }

 private:
  Real seen_[Times];
};

}  // namespace regimes::kernels
