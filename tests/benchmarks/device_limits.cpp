#include "device_limits.hpp"

#include <Kokkos_Core.hpp>

#include "peak.hpp"

namespace regimes::benchmarks {
namespace {

using Device = Kokkos::DefaultExecutionSpace;

/// Chains of multiply-adds that depend on nothing but themselves. Their sum is kept, so that none is left
/// out.
template <class Real>
struct MultiplyAdds {
  static constexpr int chains = 8, repeats = 4096;
  Kokkos::View<Real*, Device> results;

  KOKKOS_FUNCTION void operator()(int thread) const {
    Real sums[chains];
    for (int i = 0; i < chains; ++i) sums[i] = Real(i);
    const Real a = Real(0.999), b = Real(1e-3) * Real(thread);
    for (int r = 0; r < repeats; ++r)
      for (int i = 0; i < chains; ++i) sums[i] = sums[i] * a + b;
    Real total = 0;
    for (int i = 0; i < chains; ++i) total += sums[i];
    results(thread) = total;
  }
};

struct TriadLoop {
  Kokkos::View<float*, Device> a, b, c;
  KOKKOS_FUNCTION void operator()(int i) const { a(i) = b(i) + 3 * c(i); }
};

template <class Work>
double seconds_of(const char* name, int count, const Work& work) {
  const auto run = [&] {
    Kokkos::parallel_for(name, Kokkos::RangePolicy<Device>(0, count), work);
    Kokkos::fence();
  };
  run();  // wakes the device
  const double begin = seconds_now();
  run();
  return seconds_now() - begin;
}

template <class Real>
double peak() {
  constexpr int threads = 1 << 20;  // several for every lane of the largest device
  const MultiplyAdds<Real> work{Kokkos::View<Real*, Device>("results", threads)};
  return 2. * MultiplyAdds<Real>::chains * MultiplyAdds<Real>::repeats * threads /
         seconds_of("peak", threads, work);
}

}  // namespace

double device_float_peak() { return peak<float>(); }
double device_double_peak() { return peak<double>(); }

double device_bandwidth() {
  constexpr int count = 1 << 27;
  const TriadLoop work{Kokkos::View<float*, Device>("a", count), Kokkos::View<float*, Device>("b", count),
                       Kokkos::View<float*, Device>("c", count)};
  return 3. * sizeof(float) * count / seconds_of("triad", count, work);
}

}  // namespace regimes::benchmarks
