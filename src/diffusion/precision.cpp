#include "diffusion/precision.hpp"

#include <algorithm>
#include <cmath>

#include "base/process.hpp"
#include "kernels/product_error.hpp"

namespace regimes::diffusion {

namespace {
constexpr double relative_error_of_product = 3e-7;

/// sqrt(snr) |a - a^mu| of points that are not so far from the source that they weigh less than e^{-30}:
/// min(2 sqrt(snr) |a|, |z| + sqrt(|z|^2 + 60)).
double largest_distance(double t, double norm_squared, double noise) {
  constexpr double weighty = 60;  // twice the nats below which a weight is nothing
  return std::min(2 * std::sqrt(signal_to_noise(t) * norm_squared),
                  noise + std::sqrt(noise * noise + weighty));
}
}  // namespace

double float_logit_error(double t, double norm_squared, int dimension) {
  const double snr = signal_to_noise(t);
  return relative_error_of_product * (snr * norm_squared + std::sqrt(snr * norm_squared * dimension)) +
         kernels::recurrence_error;
}

double free_float_logit_error(double t, double query_norm_squared, double norm_squared) {
  const double signal = std::exp(-t) * std::sqrt(norm_squared);
  return relative_error_of_product * signal * (std::sqrt(query_norm_squared) + signal / 2) /
         noise_variance(t);
}

double density_float_logit_error(double bandwidth, double query_norm_squared, double norm_squared) {
  return relative_error_of_product * std::sqrt(norm_squared) *
             (std::sqrt(query_norm_squared) + std::sqrt(norm_squared) / 2) / (bandwidth * bandwidth) +
         kernels::constant_recurrence_error;
}

double coordinate_logit_error(double t, double norm_squared, int dimension, double rounding) {
  const double noise = std::sqrt(dimension);
  return 2 * rounding * std::sqrt(signal_to_noise(t)) * (largest_distance(t, norm_squared, noise) + noise);
}

double byte_logit_error(double t, double norm_squared, int dimension) {
  const double noise = std::sqrt(dimension), apart = largest_distance(t, norm_squared, noise);
  return relative_error_of_product * apart * (apart / 2 + noise);
}

double free_coordinate_logit_error(double t, double query_norm_squared, double norm_squared,
                                   double query_rounding, double rounding) {
  const double signal = std::exp(-t);
  return (std::sqrt(query_norm_squared) + signal * std::sqrt(norm_squared)) *
         (query_rounding + signal * rounding) / noise_variance(t);
}

double density_coordinate_logit_error(double bandwidth, double query_norm_squared, double norm_squared,
                                      double rounding) {
  return 2 * rounding * (std::sqrt(query_norm_squared) + std::sqrt(norm_squared)) / (bandwidth * bandwidth);
}

double float_rounding(double norm_squared) { return 0x1p-24 * std::sqrt(norm_squared); }

double double_rounding(double norm_squared, double center_norm_squared) {
  return 0x1p-53 * (2 * std::sqrt(norm_squared) + 3 * std::sqrt(center_norm_squared));
}

double nearness_error(kernels::Precision precision, int dimension, double query_norm, double point_norm) {
  const double relative = precision == kernels::Precision::fp32
                              ? kernels::relative_product_error<float>(dimension)
                              : kernels::relative_product_error<double>(dimension);
  return relative * point_norm * (query_norm + point_norm / 2);
}

kernels::Precision sufficient_precision(double float_logit_error) {
  return float_logit_error <= tolerable_logit_error ? kernels::Precision::fp32 : kernels::Precision::fp64;
}

}  // namespace regimes::diffusion
