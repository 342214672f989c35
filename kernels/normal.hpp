#pragma once
/// Standard normal numbers by Box-Muller from pairs of 32-bit words. The formulas are written once, over the
/// operations of `Scalar` (device code, single coordinates) or of `Packed` (packed_numbers.hpp), and use no
/// operation that a compiler may fuse or not: a data set has the same bits on any CPU and any GPU.
#include <cstdint>
#include <cstring>

#include "kernels/device.hpp"
#include "kernels/math.hpp"

namespace regimes::kernels {

/// Operations on plain numbers.
struct Scalar {
  using Float = float;
  using Int = std::int32_t;
  using Word = std::uint32_t;
  static constexpr int lanes = 1;
  template <class Lanes, class T>
  REGIMES_INLINE_FUNCTION static void set_lane(Lanes& all, int /*lane*/, T value) {
    all = value;
  }
  REGIMES_INLINE_FUNCTION static void store(float* to, Float x) { *to = x; }
  REGIMES_INLINE_FUNCTION static Float as_float(Int i) {
    Float f;
    memcpy(&f, &i, sizeof f);
    return f;
  }
  REGIMES_INLINE_FUNCTION static Int as_int(Float f) {
    Int i;
    memcpy(&i, &f, sizeof i);
    return i;
  }
  REGIMES_INLINE_FUNCTION static Float to_float(Word i) { return static_cast<Float>(i); }
  REGIMES_INLINE_FUNCTION static Float to_float(Int i) { return static_cast<Float>(i); }
  REGIMES_INLINE_FUNCTION static Float splat(float x) { return x; }
  REGIMES_INLINE_FUNCTION static Word splat_word(std::uint32_t x) { return x; }
  REGIMES_INLINE_FUNCTION static Word lane_numbers() { return 0; }
  /// All bits set where a < b.
  REGIMES_INLINE_FUNCTION static Word mask_below(Word a, Word b) { return a < b ? ~Word{0} : Word{0}; }
  REGIMES_INLINE_FUNCTION static void multiply_high_low(Word a, std::uint32_t b, Word& high, Word& low) {
    const std::uint64_t product = static_cast<std::uint64_t>(a) * b;
    high = static_cast<Word>(product >> 32);
    low = static_cast<Word>(product);
  }
  REGIMES_INLINE_FUNCTION static Float fma(Float a, Float b, Float c) { return math::fma(a, b, c); }
  REGIMES_INLINE_FUNCTION static Float sqrt(Float x) { return math::sqrt(x); }
};

/// -2 ln u for 0 < u <= 1; relative error of ln u below 1e-7. With u = 2^e m and f = m - 1 in [-.293, .415):
/// ln u = e ln 2 + f - f^2/2 + f^3 P(f), P of degree 8 (coefficients of the Cephes library's logf), ln 2 in
/// two parts.
template <class Ops>
REGIMES_FORCEINLINE_FUNCTION typename Ops::Float minus_two_log(typename Ops::Float u) {
  using Float = typename Ops::Float;
  constexpr std::int32_t sqrt_half = 0x3f3504f3, mantissa = 0x007fffff;
  constexpr float coefficients[] = {-1.1514610310e-1f, 1.1676998740e-1f, -1.2420140846e-1f, 1.4249322787e-1f,
                                    -1.6668057665e-1f, 2.0000714765e-1f, -2.4999993993e-1f, 3.3333331174e-1f};
  const typename Ops::Int bits = Ops::as_int(u) - sqrt_half;
  const Float e = Ops::to_float(bits >> 23), f = Ops::as_float((bits & mantissa) + sqrt_half) - 1.f,
              f2 = f * f;
  Float p = Ops::splat(7.0376836292e-2f);
  for (const float c : coefficients) p = Ops::fma(p, f, Ops::splat(c));
  Float y = p * f2 * f;
  y = Ops::fma(e, Ops::splat(-2.12194440e-4f), y);
  y = Ops::fma(f2, Ops::splat(-0.5f), y);
  return Ops::fma(e, Ops::splat(0.693359375f), f + y) * -2.f;
}

/// Two independent normal numbers from two words: the radius sqrt(-2 ln u) from `r`; 30 bits of `s` are an
/// angle in
/// [-pi/4, pi/4), its other two bits a reflection and a swap of the axes. |x| stays below 6.77.
template <class Ops>
REGIMES_FORCEINLINE_FUNCTION void normal_pair(typename Ops::Word r, typename Ops::Word s,
                                              typename Ops::Float& x, typename Ops::Float& y) {
  using Float = typename Ops::Float;
  using Int = typename Ops::Int;
  constexpr float two_to_minus_32 = 2.3283064365386963e-10f, two_to_minus_33 = 1.1641532182693481e-10f;
  constexpr float angle_unit = 1.4629180792671596e-9f;  // 2 pi / 2^32
  const Float u = Ops::fma(Ops::to_float(r), Ops::splat(two_to_minus_32), Ops::splat(two_to_minus_33));
  const Float radius = Ops::sqrt(minus_two_log<Ops>(u));

  const Float a = Ops::to_float((Int)(s << 2) >> 2) * angle_unit, a2 = a * a;
  Float sine = Ops::splat(-1.9515295891e-4f);
  sine = Ops::fma(sine, a2, Ops::splat(8.3321608736e-3f));
  sine = Ops::fma(sine, a2, Ops::splat(-1.6666654611e-1f));
  sine = Ops::fma(sine * a2, a, a);
  Float cosine = Ops::splat(2.443315711809948e-5f);
  cosine = Ops::fma(cosine, a2, Ops::splat(-1.388731625493765e-3f));
  cosine = Ops::fma(cosine, a2, Ops::splat(4.166664568298827e-2f));
  cosine = Ops::fma(cosine * a2, a2, Ops::fma(a2, Ops::splat(-0.5f), Ops::splat(1.f)));

  const Int across = Ops::as_int(radius * sine);
  const Int along = Ops::as_int(radius * cosine) ^ (Int)(s & 0x80000000u);
  const Int swap = (Int)(s << 1) >> 31;  // all ones or all zeros
  x = Ops::as_float((across & swap) | (along & ~swap));
  y = Ops::as_float((along & swap) | (across & ~swap));
}

}  // namespace regimes::kernels
