#pragma once
/// How functions are marked that run on host and device alike. Plain macros, so that what uses them can be
/// included by any code and compiled by any compiler; Kokkos is seen only where kernels are launched.
#if defined(__CUDACC__) || defined(__HIPCC__)
#define REGIMES_FUNCTION __host__ __device__
#define REGIMES_FORCEINLINE_FUNCTION __host__ __device__ __forceinline__
#else
#define REGIMES_FUNCTION
#define REGIMES_FORCEINLINE_FUNCTION inline __attribute__((always_inline))
#endif
#define REGIMES_INLINE_FUNCTION REGIMES_FUNCTION inline
