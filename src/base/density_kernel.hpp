#pragma once
/// Kernels of density estimates, rho_h(x) = 1/(n h^d) sum_i K((x - y_i)/h)  (arXiv 2408.05807).
#include <string_view>

namespace regimes {

/// K(r), but for its normalisation: e^{-r^2/2}; 1 for r <= 1; 1 - r^2 for r <= 1.
enum class DensityKernel { gaussian, ball, epanechnikov };

inline std::string_view name_of(DensityKernel kernel) {
  switch (kernel) {
    case DensityKernel::ball:
      return "ball";
    case DensityKernel::epanechnikov:
      return "epanechnikov";
    case DensityKernel::gaussian:
      break;
  }
  return "gaussian";
}

}  // namespace regimes
