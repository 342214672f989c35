#include "diffusion/precision.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/process.hpp"
#include "kernels/tuning.hpp"

namespace regimes::diffusion {

namespace {
constexpr double relative_error_of_product = 3e-7;
}

double float_logit_error(double t, double norm_squared, int dimension) {
  const double snr = signal_to_noise(t);
  return relative_error_of_product * (snr * norm_squared + std::sqrt(snr * norm_squared * dimension));
}

double free_float_logit_error(double t, double query_norm_squared, double norm_squared) {
  const double signal = std::exp(-t) * std::sqrt(norm_squared);
  return relative_error_of_product * signal * (std::sqrt(query_norm_squared) + signal / 2) /
         noise_variance(t);
}

double nearness_error(kernels::Precision precision, int dimension, double query_norm, double point_norm) {
  // Additions that a term goes through: of its chunk, of the totals, and those of origins and conversions.
  constexpr int others = 8;
  const int additions = std::min(dimension, kernels::chunk_coordinates) +
                        dimension / kernels::DeviceShape::coordinates + others;
  const double rounding = precision == kernels::Precision::single
                              ? std::numeric_limits<float>::epsilon() / 2
                              : std::numeric_limits<double>::epsilon() / 2;
  return additions * rounding * point_norm * (query_norm + point_norm / 2);
}

kernels::Precision sufficient_precision(double float_logit_error) {
  return float_logit_error <= tolerable_logit_error ? kernels::Precision::single : kernels::Precision::twice;
}

}  // namespace regimes::diffusion
