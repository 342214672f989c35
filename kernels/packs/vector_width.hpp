#pragma once
/// How wide the vector registers are for which a file is compiled, and which instructions it may use.

// nvcc compiles a file twice and both passes must see one layout: there the width is fixed and intrinsics are
// left out.
#if defined(__AVX512F__) && !defined(__CUDACC__)
#define REGIMES_AVX512 1
#elif defined(__AVX2__) && defined(__FMA__) && !defined(__CUDACC__)
#define REGIMES_AVX2 1
#endif

// g++ unrolls only on request; clang unrolls loops of known length by itself, and nvcc knows neither pragma.
#if defined(__GNUC__) && !defined(__clang__) && !defined(__CUDACC__)
#define REGIMES_UNROLL _Pragma("GCC unroll 10")
#else
#define REGIMES_UNROLL
#endif

namespace regimes::kernels::simd {

#if defined(REGIMES_AVX512)
inline constexpr int vector_bytes = 64;
#elif defined(__AVX__) && !defined(__CUDACC__)
inline constexpr int vector_bytes = 32;
#else
inline constexpr int vector_bytes = 16;
#endif

}  // namespace regimes::kernels::simd
