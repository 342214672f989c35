#pragma once
/// Elementary functions for host and device code, under one name for every supported Kokkos.
#include <Kokkos_Core.hpp>
#include <cmath>

namespace regimes::kernels::math {
#if KOKKOS_VERSION < 30700  // only host back ends are supported with these
using std::exp, std::log, std::sqrt, std::fma;
#else
using Kokkos::exp, Kokkos::log, Kokkos::sqrt, Kokkos::fma;
#endif
}  // namespace regimes::kernels::math
