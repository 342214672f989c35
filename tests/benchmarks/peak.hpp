#pragma once
/// What this machine can do at most, measured in the same run as the kernels that are compared with it.
#include <chrono>
#include <cstddef>
#include <vector>

#include "kernels/packs/simd.hpp"

namespace regimes::benchmarks {

inline double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Fused multiply-adds on packs held in registers, on one core: flop/s.
template <class Real>
__attribute__((noinline)) double peak_flops() {
  using kernels::simd::Pack;
  constexpr int chains = 10,
                repeats = 4'000'000;  // enough to hide the latency of two units, and fully unrolled
  Pack<Real> sums[chains];
  for (int i = 0; i < chains; ++i) sums[i] = kernels::simd::splat(Real(i));
  Pack<Real> a = kernels::simd::splat(Real(0.999)), b = kernels::simd::splat(Real(1e-3));
  asm volatile("" : "+v"(a), "+v"(b));
  const double begin = seconds_now();
  for (int r = 0; r < repeats; ++r) {
    REGIMES_UNROLL
    for (int i = 0; i < chains; ++i) sums[i] = sums[i] * a + b;
    asm volatile("" : "+v"(sums[0]));  // keeps the loop from being folded
  }
  const double seconds = seconds_now() - begin;
  Pack<Real> total = sums[0];
  for (int i = 1; i < chains; ++i) total += sums[i];
  asm volatile("" : : "v"(total));
  return 2. * chains * repeats * kernels::simd::lanes<Real> / seconds;
}

/// Memory bandwidth of one core by the triad a = b + s c on arrays that no cache holds: bytes/s, counted as
/// STREAM does (two reads and one write; that the written line is read first is not counted).
class Triad {
 public:
  Triad() : a_(count), b_(count, 1.), c_(count, 2.) {}

  double bytes_per_second() {
    constexpr double scale = 3;
    double *a = a_.data(), *b = b_.data(), *c = c_.data();
    const double begin = seconds_now();
    for (std::size_t i = 0; i < count; ++i) a[i] = b[i] + scale * c[i];
    asm volatile("" : : "r"(a) : "memory");
    return 3. * sizeof(double) * count / (seconds_now() - begin);
  }

 private:
  static constexpr std::size_t count = std::size_t{1} << 23;  // 64 MiB each
  std::vector<double> a_, b_, c_;
};

}  // namespace regimes::benchmarks
