#pragma once
/// The operations of random and normal numbers (random.hpp, normal.hpp) on packs: many vectors at a time, on
/// the host. The numbers are those of `Scalar`, lane by lane.
#include <cstdint>

#include "kernels/packs/simd.hpp"

namespace regimes::kernels {

/// Arithmetic of the normal transform on packs of numbers, one per lane; host only. Its name holds the width,
/// so that sources compiled for vectors of different widths share no function.
template <int Bytes>
struct PackedIn {
  using Float = simd::Floats;
  using Int = simd::Ints;
  using Word = simd::Words;
  static constexpr int lanes = simd::lanes<float>;
  template <class Lanes, class T>
  static void set_lane(Lanes& all, int lane, T value) {
    all[lane] = value;
  }
  static void store(float* aligned, Float x) { simd::store(aligned, x); }
  static Float as_float(Int i) { return (Float)i; }
  static Int as_int(Float f) { return (Int)f; }
  static Float to_float(Word i) { return __builtin_convertvector(i, Float); }
  static Float to_float(Int i) { return __builtin_convertvector(i, Float); }
  static Float splat(float x) { return simd::splat(x); }
  static Word splat_word(std::uint32_t x) { return Word{} + x; }
  static Word lane_numbers() {
    Word numbers{};
    for (int lane = 0; lane < simd::lanes<float>; ++lane) numbers[lane] = static_cast<std::uint32_t>(lane);
    return numbers;
  }
  static Word mask_below(Word a, Word b) { return (Word)(a < b); }
  static void multiply_high_low(Word a, std::uint32_t b, Word& high, Word& low) {
    simd::multiply_high_low(a, b, high, low);
  }
  static Float fma(Float a, Float b, Float c) { return simd::fma(a, b, c); }
  static Float sqrt(Float x) { return simd::sqrt(x); }
};
using Packed = PackedIn<simd::vector_bytes>;

}  // namespace regimes::kernels
