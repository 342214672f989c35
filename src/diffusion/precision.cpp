#include "diffusion/precision.hpp"

#include <cmath>

#include "base/process.hpp"

namespace regimes::diffusion {

namespace {
constexpr double relative_error_of_product = 3e-7;
}

double float_logit_error(double t, double norm_squared, int dimension) {
  const double snr = signal_to_noise(t);
  return relative_error_of_product * (snr * norm_squared + std::sqrt(snr * norm_squared * dimension));
}

kernels::Precision sufficient_precision(double smallest_time, double norm_squared, int dimension) {
  return float_logit_error(smallest_time, norm_squared, dimension) <= tolerable_logit_error
             ? kernels::Precision::single
             : kernels::Precision::twice;
}

}  // namespace regimes::diffusion
