#pragma once
/// Products of bytes with signed bytes, four to a lane, as the instructions have them that CPUs were given
/// for it (vpdpbusd): exact. They are no part of any level of instruction_set.hpp: the functions here are
/// compiled for them beside the rest, and byte_instructions() says whether this CPU has them.
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/packs/simd.hpp"

#if defined(REGIMES_AVX512)
#define REGIMES_BYTES_AVX512 1
#define REGIMES_BYTE_TARGET __attribute__((target("avx512vnni")))
#elif defined(REGIMES_AVX2)
#define REGIMES_BYTES_AVX 1
#define REGIMES_BYTE_TARGET __attribute__((target("avxvnni")))
#else
#define REGIMES_BYTE_TARGET
#endif

namespace regimes::kernels {

/// Coordinates that one lane multiplies at a time.
inline constexpr int word_bytes = 4;
/// Signed bytes that stand for a query: its source in one, its noise in two.
inline constexpr int query_digits = 3;
/// Points of a register tile: 24 accumulators of 32 registers with AVX-512, 12 of 16 elsewhere.
inline constexpr int byte_rows_together = simd::vector_bytes == 64 ? 8 : 4;

namespace simd {

/// sums[lane] + sum_i bytes[lane][i] digits[lane][i], of unsigned bytes and signed digits.
REGIMES_BYTE_TARGET REGIMES_ALWAYS_INLINE Ints add_byte_products(Ints sums, Words bytes, Ints digits) {
#if defined(REGIMES_BYTES_AVX512)
  return (Ints)_mm512_dpbusd_epi32((__m512i)sums, (__m512i)bytes, (__m512i)digits);
#elif defined(REGIMES_BYTES_AVX)
  return (Ints)_mm256_dpbusd_avx_epi32((__m256i)sums, (__m256i)bytes, (__m256i)digits);
#else
  for (int lane = 0; lane < lanes<std::int32_t>; ++lane)
    for (int i = 0; i < word_bytes; ++i)
      sums[lane] += static_cast<std::uint8_t>(bytes[lane] >> (8 * i)) *
                    static_cast<std::int8_t>(digits[lane] >> (8 * i));
  return sums;
#endif
}

}  // namespace simd

/// The first `bytes` bytes at a, and zeros.
REGIMES_ALWAYS_INLINE std::uint32_t word_at(const std::uint8_t* a, std::size_t bytes = word_bytes) {
  std::uint32_t word = 0;
  std::memcpy(&word, a, bytes);
  return word;
}

/// sums[i][digit] = sum_k a[i dimension + k] digits[k][digit] for i < Rows and one pack of queries, whose
/// digits lie [word][digit][lane][coordinate of the word], with zeros behind the last coordinate.
template <int Rows>
REGIMES_BYTE_TARGET inline __attribute__((noinline)) void multiply_byte_rows(
    const std::uint8_t* a, int dimension, const std::int32_t* digits,
    simd::Ints (&products)[byte_rows_together][query_digits]) {
  using simd::Ints;
  using simd::Words;
  constexpr int width = simd::lanes<std::int32_t>;
  Ints sums[Rows][query_digits];
  REGIMES_UNROLL
  for (int i = 0; i < Rows; ++i) {
    REGIMES_UNROLL
    for (int j = 0; j < query_digits; ++j) sums[i][j] = Ints{};
  }
  const std::ptrdiff_t stride = dimension;
  const int whole = dimension / word_bytes, rest = dimension % word_bytes;
  for (int word = 0; word < whole; ++word) {
    Ints q[query_digits];
    REGIMES_UNROLL
    for (int j = 0; j < query_digits; ++j) q[j] = simd::load(digits + j * width);
    REGIMES_UNROLL
    for (int i = 0; i < Rows; ++i) {
      const Words x = simd::splat(word_at(a + i * stride));
      REGIMES_UNROLL
      for (int j = 0; j < query_digits; ++j) sums[i][j] = simd::add_byte_products(sums[i][j], x, q[j]);
    }
    a += word_bytes;
    digits += query_digits * width;
  }
  REGIMES_UNROLL
  for (int i = 0; i < Rows; ++i) {
    REGIMES_UNROLL
    for (int j = 0; j < query_digits; ++j) {
      if (rest > 0)
        sums[i][j] = simd::add_byte_products(
            sums[i][j], simd::splat(word_at(a + i * stride, static_cast<std::size_t>(rest))),
            simd::load(digits + j * width));
      products[i][j] = sums[i][j];
    }
  }
}

}  // namespace regimes::kernels
