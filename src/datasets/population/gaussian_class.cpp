#include "datasets/population/gaussian_class.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

#include "base/contract.hpp"
#include "base/process.hpp"
#include "datasets/population/log_product.hpp"

namespace regimes::datasets {
namespace {

/// Gamma_t = Delta_t + v e^{-2t}, the variance of one direction of the noised class.
class NoisedVariance {
 public:
  explicit NoisedVariance(double t) : noise_(noise_variance(t)), signal_squared_(std::exp(-2 * t)) {}
  double operator()(double variance) const { return noise_ + variance * signal_squared_; }

 private:
  double noise_, signal_squared_;
};

}  // namespace

GaussianClass::GaussianClass(std::vector<double> mean, std::vector<double> variance, int further)
    : mean_(std::move(mean)),
      variance_(std::move(variance)),
      directions_(static_cast<double>(mean_.size()) + further) {
  require(!mean_.empty(), "a class law has at least one coordinate");
  require(variance_.size() == 1 || variance_.size() == mean_.size(),
          "{} variances are given for a class of {} coordinates", variance_.size(), mean_.size());
  for (const double v : variance_)
    require(v > 0 && std::isfinite(v), "a class has the variance {}, which is not positive", v);
}

// ln P_t = -(1/2) sum_k [ln(2 pi Gamma_k) + (x_k - e^{-t} m_k)^2 / Gamma_k].
// src/datasets/population/README.md
double GaussianClass::log_density(std::span<const double> x, double t) const {
  const double signal = std::exp(-t);
  const NoisedVariance noised(t);
  const bool is_isotropic = variance_.size() == 1;
  double exponent = 0, log_determinant = 0;
  if (is_isotropic) {
    for (std::size_t k = 0; k < mean_.size(); ++k) {
      const double difference = x[k] - signal * mean_[k];
      exponent += difference * difference;
    }
    const double gamma = noised(variance_[0]);
    exponent /= gamma;
    log_determinant = directions_ * std::log(gamma);
  } else {
    LogProduct determinant;
    for (std::size_t k = 0; k < mean_.size(); ++k) {
      const double difference = x[k] - signal * mean_[k], gamma = noised(variance_[k]);
      exponent += difference * difference / gamma;
      determinant.multiply(gamma);
    }
    log_determinant = determinant.log();
  }
  return -(exponent + log_determinant + directions_ * std::log(2 * std::numbers::pi)) / 2;
}

// |x - e^{-t} m|^2 = e^{-2t} |a - m|^2 +- 2 e^{-t} sqrt(Delta) (a - m).z + Delta |z|^2: of one variance three
// numbers give all times.
void GaussianClass::noised_log_densities(std::span<const double> a, std::span<const double> z,
                                         std::span<const double> times, std::span<double> out) const {
  if (variance_.size() > 1) return ClassLaw::noised_log_densities(a, z, times, out);
  const std::size_t d = mean_.size();
  struct AtTime {
    double signal_squared, noise, both, inverse, constant;
  };
  std::vector<AtTime> at_times;
  for (const double t : times) {
    const double signal = std::exp(-t), noise = noise_variance(t), gamma = NoisedVariance(t)(variance_[0]);
    at_times.push_back({signal * signal, noise, 2 * signal * std::sqrt(noise), 1 / gamma,
                        directions_ * std::log(2 * std::numbers::pi * gamma)});
  }
  for (std::size_t query = 0; query < a.size() / d; ++query) {
    double squared = 0, overlap = 0, noise_squared = 0;
    for (std::size_t k = 0; k < d; ++k) {
      const double difference = a[query * d + k] - mean_[k], noise = z[query * d + k];
      squared += difference * difference;
      overlap += difference * noise;
      noise_squared += noise * noise;
    }
    double* const plus = out.data() + query * 2 * times.size();
    for (std::size_t i = 0; i < times.size(); ++i) {
      const AtTime& at = at_times[i];
      const double even = at.signal_squared * squared + at.noise * noise_squared, odd = at.both * overlap;
      plus[i] = -((even + odd) * at.inverse + at.constant) / 2;
      plus[i + times.size()] = -((even - odd) * at.inverse + at.constant) / 2;
    }
  }
}

// D_k = m_k + v_k e^{-t} (x_k - e^{-t} m_k) / Gamma_k.  src/datasets/population/README.md
double GaussianClass::posterior_mean(std::span<const double> x, double t, std::span<double> mean) const {
  const double signal = std::exp(-t);
  const NoisedVariance noised(t);
  const bool is_isotropic = variance_.size() == 1;
  double gain = signal * variance_[0] / noised(variance_[0]);
  for (std::size_t k = 0; k < mean_.size(); ++k) {
    if (!is_isotropic) gain = signal * variance_[k] / noised(variance_[k]);
    mean[k] = mean_[k] + gain * (x[k] - signal * mean_[k]);
  }
  return log_density(x, t);
}

void GaussianClass::sample(kernels::Stream stream, std::uint64_t index, std::span<float> point) const {
  constexpr auto group = static_cast<std::size_t>(kernels::group_coordinates);
  float normal[group];
  for (std::size_t k = 0; k < mean_.size(); ++k) {
    if (k % group == 0)
      kernels::normal_group<kernels::Scalar>(stream, index, static_cast<std::uint32_t>(k / group), normal);
    const double deviation = std::sqrt(variance_.size() == 1 ? variance_[0] : variance_[k]);
    point[k] =
        kernels::math::fma(static_cast<float>(deviation), normal[k % group], static_cast<float>(mean_[k]));
  }
}

std::optional<kernels::ProceduralClass> GaussianClass::procedural() const {
  const auto is_constant = [](const std::vector<double>& values) {
    return std::all_of(values.begin(), values.end(), [&](double value) { return value == values.front(); });
  };
  kernels::NormalClass points;
  for (const double mean : mean_) points.mean.push_back(static_cast<float>(mean));
  for (const double variance : variance_) points.deviation.push_back(static_cast<float>(std::sqrt(variance)));
  if (is_constant(mean_)) points.mean.resize(1);
  return points;
}

std::optional<double> GaussianClass::isotropic_variance() const {
  return variance_.size() == 1 ? std::optional(variance_[0]) : std::nullopt;
}

void GaussianClass::mean(std::span<double> mean) const {
  std::copy(mean_.begin(), mean_.end(), mean.begin());
}

void GaussianClass::add_covariance_product(double weight, std::span<const double> v,
                                           std::span<double> out) const {
  for (std::size_t k = 0; k < mean_.size(); ++k)
    out[k] += weight * (variance_.size() == 1 ? variance_[0] : variance_[k]) * v[k];
}

}  // namespace regimes::datasets
