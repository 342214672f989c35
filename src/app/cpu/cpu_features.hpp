#pragma once
/// Instruction sets that a compiler uses unasked: X(macro that it defines, name that it knows at run time).

#define REGIMES_CPU_FEATURES(X)       \
  X(__SSE3__, "sse3")                 \
  X(__SSSE3__, "ssse3")               \
  X(__SSE4_1__, "sse4.1")             \
  X(__SSE4_2__, "sse4.2")             \
  X(__POPCNT__, "popcnt")             \
  X(__AVX__, "avx")                   \
  X(__FMA__, "fma")                   \
  X(__BMI__, "bmi")                   \
  X(__BMI2__, "bmi2")                 \
  X(__AVX2__, "avx2")                 \
  X(__AVX512F__, "avx512f")           \
  X(__AVX512CD__, "avx512cd")         \
  X(__AVX512DQ__, "avx512dq")         \
  X(__AVX512BW__, "avx512bw")         \
  X(__AVX512VL__, "avx512vl")         \
  X(__AVX512IFMA__, "avx512ifma")     \
  X(__AVX512VBMI__, "avx512vbmi")     \
  X(__AVX512VBMI2__, "avx512vbmi2")   \
  X(__AVX512VNNI__, "avx512vnni")     \
  X(__AVX512BITALG__, "avx512bitalg") \
  X(__AVX512VPOPCNTDQ__, "avx512vpopcntdq")

namespace regimes::app {

#define REGIMES_COUNT(macro, name) +1
inline constexpr int cpu_feature_count = REGIMES_CPU_FEATURES(REGIMES_COUNT);
#undef REGIMES_COUNT

/// Whether the program was compiled with each of them, in the order of the list.
extern const bool compiled_with_feature[cpu_feature_count];

}  // namespace regimes::app
