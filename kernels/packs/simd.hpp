#pragma once
/// Packs: as many numbers as a vector register of this CPU holds, on the vector extensions that g++ and
/// clang++ share. Arithmetic operators work element by element. Host code only. The few operations for which
/// the compilers do not find the right instruction are written with intrinsics, each beside a portable twin.
#include <cstdint>
#include <type_traits>

#include "kernels/packs/vector_width.hpp"

#if defined(REGIMES_AVX512) || defined(REGIMES_AVX2)
#include <immintrin.h>
#endif
#define REGIMES_ALWAYS_INLINE inline __attribute__((always_inline))

namespace regimes::kernels::simd {

template <class T, int Bytes>
struct VectorOf {
  typedef T type __attribute__((vector_size(Bytes)));
};
template <class T>
using Pack = typename VectorOf<T, vector_bytes>::type;
template <class T>
inline constexpr int lanes = vector_bytes / static_cast<int>(sizeof(T));

using Floats = Pack<float>;
using Doubles = Pack<double>;
using Ints = Pack<std::int32_t>;
using Longs = Pack<std::int64_t>;
using Words = Pack<std::uint32_t>;
/// The integers as wide as Real.
template <class Real>
using Integers = std::conditional_t<sizeof(Real) == 4, Ints, Longs>;

template <class Real>
REGIMES_ALWAYS_INLINE Pack<Real> load(const Real* aligned) {
  typedef Real Aliased __attribute__((vector_size(vector_bytes), may_alias));
  return *reinterpret_cast<const Aliased*>(aligned);
}
template <class Real>
REGIMES_ALWAYS_INLINE void store(Real* aligned, Pack<Real> x) {
  typedef Real Aliased __attribute__((vector_size(vector_bytes), may_alias));
  *reinterpret_cast<Aliased*>(aligned) = x;
}
/// All lanes equal to x. (x - 0 folds to a broadcast; 0 + x would not, because of -0.)
template <class Real>
REGIMES_ALWAYS_INLINE Pack<Real> splat(Real x) {
  return x - Pack<Real>{};
}

/// mask ? yes : no, bit by bit. Written without the vector conditional operator, which nvcc's front end does
/// not survive.
REGIMES_ALWAYS_INLINE Floats select(Ints mask, Floats yes, Floats no) {
  return (Floats)(((Ints)yes & mask) | ((Ints)no & ~mask));
}
REGIMES_ALWAYS_INLINE Doubles select(Longs mask, Doubles yes, Doubles no) {
  return (Doubles)(((Longs)yes & mask) | ((Longs)no & ~mask));
}
REGIMES_ALWAYS_INLINE Ints select(Ints mask, Ints yes, Ints no) { return (yes & mask) | (no & ~mask); }
REGIMES_ALWAYS_INLINE Longs select(Longs mask, Longs yes, Longs no) { return (yes & mask) | (no & ~mask); }

#if defined(REGIMES_AVX512)
REGIMES_ALWAYS_INLINE Floats max(Floats a, Floats b) {
  return (Floats)_mm512_maskz_max_ps(0xffff, (__m512)a, (__m512)b);
}
REGIMES_ALWAYS_INLINE Doubles max(Doubles a, Doubles b) {
  return (Doubles)_mm512_maskz_max_pd(0xff, (__m512d)a, (__m512d)b);
}
REGIMES_ALWAYS_INLINE bool any_greater(Floats a, Floats b) {
  return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_GT_OQ) != 0;
}
REGIMES_ALWAYS_INLINE bool any_greater(Doubles a, Doubles b) {
  return _mm512_cmp_pd_mask((__m512d)a, (__m512d)b, _CMP_GT_OQ) != 0;
}
REGIMES_ALWAYS_INLINE Floats min(Floats a, Floats b) {
  return (Floats)_mm512_maskz_min_ps(0xffff, (__m512)a, (__m512)b);
}
REGIMES_ALWAYS_INLINE Doubles min(Doubles a, Doubles b) {
  return (Doubles)_mm512_maskz_min_pd(0xff, (__m512d)a, (__m512d)b);
}
REGIMES_ALWAYS_INLINE Floats fma(Floats a, Floats b, Floats c) {
  return (Floats)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
}
REGIMES_ALWAYS_INLINE Floats sqrt(Floats x) { return (Floats)_mm512_maskz_sqrt_ps(0xffff, (__m512)x); }
#else
REGIMES_ALWAYS_INLINE Floats max(Floats a, Floats b) { return select((Ints)(a > b), a, b); }
REGIMES_ALWAYS_INLINE Doubles max(Doubles a, Doubles b) { return select((Longs)(a > b), a, b); }
REGIMES_ALWAYS_INLINE Floats min(Floats a, Floats b) { return select((Ints)(a < b), a, b); }
REGIMES_ALWAYS_INLINE Doubles min(Doubles a, Doubles b) { return select((Longs)(a < b), a, b); }
template <class P>
REGIMES_ALWAYS_INLINE bool any_greater(P a, P b) {
  const Longs mask = (Longs)(a > b);
  std::int64_t any = 0;
  for (int i = 0; i < lanes<std::int64_t>; ++i) any |= mask[i];
  return any != 0;
}
#if defined(REGIMES_AVX2)
REGIMES_ALWAYS_INLINE Floats fma(Floats a, Floats b, Floats c) {
  return (Floats)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
}
#else
REGIMES_ALWAYS_INLINE Floats fma(Floats a, Floats b, Floats c) {
  for (int i = 0; i < lanes<float>; ++i) c[i] = __builtin_fmaf(a[i], b[i], c[i]);
  return c;
}
#endif
REGIMES_ALWAYS_INLINE Floats sqrt(Floats x) {
  for (int i = 0; i < lanes<float>; ++i) x[i] = __builtin_sqrtf(x[i]);
  return x;
}
#endif

template <class P>
REGIMES_ALWAYS_INLINE bool any_different(P a, P b) {
  return any_greater(max(a - b, b - a), P{});
}

/// High and low words of the products of unsigned 32-bit numbers.
REGIMES_ALWAYS_INLINE void multiply_high_low(Words a, std::uint32_t b, Words& high, Words& low) {
  typedef Pack<std::uint64_t> Quads;
#if defined(REGIMES_AVX512)
  const Quads factor = Quads{} + b;
  const Quads even = (Quads)_mm512_maskz_mul_epu32(0xff, (__m512i)a, (__m512i)factor);
  const Quads odd = (Quads)_mm512_maskz_mul_epu32(0xff, (__m512i)((Quads)a >> 32), (__m512i)factor);
#else
  const Quads even = ((Quads)a & 0xffffffffull) * b, odd = ((Quads)a >> 32) * b;
#endif
  high = (Words)((even >> 32) | (odd & 0xffffffff00000000ull));
  low = a * b;
}

/// Below this argument exp() returns its value there: the weight is zero for every purpose.
template <class Real>
inline constexpr Real exp_floor = sizeof(Real) == 4 ? Real(-87) : Real(-700);

/// e^x for exp_floor <= x <= 80: 2^n 2^f with n added to the exponent bits and a polynomial for 2^f, |f| <=
/// 1/2, that interpolates it at Chebyshev nodes (relative error 1.0e-7 in float, 4e-16 in double). About 10
/// instructions in float.
REGIMES_ALWAYS_INLINE Floats exp(Floats x) {
  constexpr float log2_e = 1.44269504f;
  constexpr float to_integer =
      12582912.f;  // 1.5 2^23: adding it rounds to an integer, which is left in the low bits
  const Floats shifted = x * log2_e + to_integer, f = x * log2_e - (shifted - to_integer);
  Floats p = splat(1.3390863e-3f);
  p = p * f + 9.6760318e-3f;
  p = p * f + 5.5503570e-2f;
  p = p * f + 2.4022107e-1f;
  p = p * f + 6.9314719e-1f;
  p = p * f + 1.0000001f;
  return (Floats)((Ints)p + ((Ints)shifted << 23));
}
REGIMES_ALWAYS_INLINE Doubles exp(Doubles x) {
  constexpr double log2_e = 1.4426950408889634, ln2_high = 6.93147180369123816490e-01,
                   ln2_low = 1.90821492927058770002e-10;
  constexpr double to_integer = 6755399441055744.;  // 1.5 2^52
  const Doubles shifted = x * log2_e + to_integer, n = shifted - to_integer;
  const Doubles f = ((x - n * ln2_high) - n * ln2_low) * log2_e;
  Doubles p = splat(4.4559307415636819388e-10);
  p = p * f + 7.074197066047615224e-09;
  p = p * f + 1.0178056472371985752e-07;
  p = p * f + 1.3215432520547034337e-06;
  p = p * f + 1.5252733842758916243e-05;
  p = p * f + 1.5403530463756138882e-04;
  p = p * f + 1.3333558145406434975e-03;
  p = p * f + 9.618129107587224196e-03;
  p = p * f + 5.550410866482163009e-02;
  p = p * f + 2.402265069591015973e-01;
  p = p * f + 6.931471805599453093e-01;
  p = p * f + 1.;
  return (Doubles)((Longs)p + ((Longs)shifted << 52));
}

/// e^x - 1 for exp_floor <= x <= 80: in float 2^n (2^f - 1) + (2^n - 1), |f| <= 1/2, with the digits of a
/// small result; in double those of e^x.
REGIMES_ALWAYS_INLINE Floats expm1(Floats x) {
  constexpr float log2_e = 1.44269504f;
  constexpr float to_integer = 12582912.f;  // as in exp()
  const Floats shifted = x * log2_e + to_integer, f = x * log2_e - (shifted - to_integer);
  Floats p = splat(1.54531634e-4f);
  p = p * f + 1.33908633e-3f;
  p = p * f + 9.61808302e-3f;
  p = p * f + 5.55035695e-2f;
  p = p * f + 2.40226507e-1f;
  p = p * f + 6.93147182e-1f;
  const Floats power = (Floats)((Ints)splat(1.f) + ((Ints)shifted << 23));
  return power * (p * f) + (power - 1.f);
}
REGIMES_ALWAYS_INLINE Doubles expm1(Doubles x) { return exp(x) - 1.; }

/// While one lives, numbers too small for full digits become 0 on this thread, where the CPU can: some take a
/// hundred times as long with them.
class FlushTinyNumbers {
 public:
#if defined(__SSE2__) && !defined(__CUDACC__)
  FlushTinyNumbers() : before_(__builtin_ia32_stmxcsr()) {
    constexpr unsigned flush_results = 1u << 15, read_as_zero = 1u << 6;
    __builtin_ia32_ldmxcsr(before_ | flush_results | read_as_zero);
  }
  ~FlushTinyNumbers() { __builtin_ia32_ldmxcsr(before_); }

 private:
  unsigned before_;
#else
  FlushTinyNumbers() {}
  ~FlushTinyNumbers() {}
#endif

 public:
  FlushTinyNumbers(const FlushTinyNumbers&) = delete;
  FlushTinyNumbers& operator=(const FlushTinyNumbers&) = delete;
};

/// Part `part` of a pack, as doubles: a pack of floats has two parts, one of doubles one.
REGIMES_ALWAYS_INLINE Doubles doubles(Floats x, int part) {
  typedef VectorOf<float, vector_bytes / 2>::type Half;
  union {
    Floats whole;
    Half half[2];
  } parts{x};
  return __builtin_convertvector(parts.half[part], Doubles);
}
REGIMES_ALWAYS_INLINE Doubles doubles(Doubles x, int) { return x; }

/// sums[lane] += x[lane], in double.
REGIMES_ALWAYS_INLINE void add_to(double* aligned_sums, Doubles x) {
  store(aligned_sums, load(aligned_sums) + x);
}
REGIMES_ALWAYS_INLINE void add_to(double* aligned_sums, Floats x) {
  for (int part = 0; part < 2; ++part) add_to(aligned_sums + part * lanes<double>, doubles(x, part));
}

}  // namespace regimes::kernels::simd
