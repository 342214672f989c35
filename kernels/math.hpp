#pragma once
/// Elementary functions for host and device code. The compilers of CUDA and HIP make those of std:: available
/// to device code, and Kokkos's own forward to them.
#include <cmath>

namespace regimes::kernels::math {
using std::exp, std::exp2, std::log, std::sqrt, std::fma, std::fmax;
}  // namespace regimes::kernels::math
