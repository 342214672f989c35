#include "datasets/population/ising_class.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <vector>

#include "base/contract.hpp"
#include "base/process.hpp"
#include "datasets/population/log_product.hpp"

namespace regimes::datasets {
namespace {

/// ln(2 cosh u), without overflow.
double log_two_cosh(double u) { return std::abs(u) + std::log1p(std::exp(-2 * std::abs(u))); }

}  // namespace

IsingClass::IsingClass(int dimension, double inverse_temperature)
    : dimension_(dimension),
      beta_(inverse_temperature),
      exp_two_beta_(std::exp(2 * inverse_temperature)),
      exp_minus_two_beta_(std::exp(-2 * inverse_temperature)),
      tanh_beta_(std::tanh(inverse_temperature)),
      log_two_cosh_beta_(log_two_cosh(inverse_temperature)) {
  constexpr double coldest = 100;
  require(dimension >= 1 && std::abs(inverse_temperature) <= coldest,
          "an Ising chain has {} spins at inverse temperature {}", dimension, inverse_temperature);
}

// With w = e^{-2|u|}, 2 cosh(u +- beta) = e^{|u|} e^{+-beta} (1 + w e^{-+2 beta}) for u > 0, and the two
// exchanged for u < 0. The field is (1/2) ln [cosh(u + beta)/cosh(u - beta)] = artanh(tanh beta tanh u).
IsingClass::Summed IsingClass::summed(double field) const {
  const double w = std::exp(-2 * std::abs(field));
  const double above = 1 + w * exp_minus_two_beta_, below = 1 + w * exp_two_beta_;
  return {std::copysign(1., field) * (beta_ + std::log(above / below) / 2), above * below};
}

// ln P_0(a) = -ln 2 - (d - 1) ln(2 cosh beta) + beta sum_k a_k a_{k+1}.
double IsingClass::log_mass(std::span<const double> spins) const {
  double bonds = 0;
  for (std::size_t k = 0; k < spins.size(); ++k) {
    if (std::abs(spins[k]) != 1) return -std::numeric_limits<double>::infinity();
    if (k > 0) bonds += spins[k - 1] * spins[k];
  }
  return beta_ * bonds - std::numbers::ln2 - (dimension_ - 1) * log_two_cosh_beta_;
}

// P_t(x) = sum_a P_0(a) prod_k N(x_k - e^{-t} a_k; Delta). The squares do not depend on the spins, and the
// rest is a chain in the fields h_k = e^{-t} x_k/Delta. Summed from the left, spin k stands in the field
// u_k = h_k + artanh(tanh beta tanh u_{k-1}), and the sum over spin k - 1 gave the factor
// sqrt(2 cosh(u + beta) 2 cosh(u - beta)).  src/datasets/population/README.md
double IsingClass::log_density(std::span<const double> x, double t) const {
  if (t == 0) return log_mass(x);
  const double signal = std::exp(-t), variance = noise_variance(t);
  double squares = 0, log_sum = 0, field = 0;
  LogProduct factors;
  for (std::size_t k = 0; k < x.size(); ++k) {
    squares += x[k] * x[k] + signal * signal;
    double from_left = 0;
    if (k > 0) {
      const Summed left = summed(field);
      log_sum += std::abs(field) - log_two_cosh_beta_;
      factors.multiply(left.factor);
      from_left = left.field;
    }
    field = signal * x[k] / variance + from_left;
  }
  log_sum += factors.log() / 2;
  log_sum += log_two_cosh(field) - std::numbers::ln2;
  return log_sum - squares / (2 * variance) - dimension_ * std::log(2 * std::numbers::pi * variance) / 2;
}

// D_k = tanh(u_k + v_k) with v_k, the field from the spins to the right, v_k = artanh(tanh beta tanh(h_{k+1}
// + v_{k+1})).  src/datasets/population/README.md
double IsingClass::posterior_mean(std::span<const double> x, double t, std::span<double> mean) const {
  if (t == 0) {
    std::copy(x.begin(), x.end(), mean.begin());
    return log_mass(x);
  }
  const double field_per_unit = std::exp(-t) / noise_variance(t);
  double field = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    field = field_per_unit * x[k] + (k > 0 ? summed(field).field : 0);
    mean[k] = field;
  }
  double from_right = 0;
  for (std::size_t k = x.size(); k-- > 0;) {
    mean[k] = std::tanh(mean[k] + from_right);
    from_right = summed(field_per_unit * x[k] + from_right).field;
  }
  return log_density(x, t);
}

double IsingClass::staying_probability() const { return 1 / (1 + std::exp(-2 * beta_)); }

// The first spin is fair; the next equals the one before with probability 1/(1 + e^{-2 beta}).
void IsingClass::sample(kernels::Stream stream, std::uint64_t index, std::span<float> point) const {
  constexpr auto group = static_cast<std::size_t>(kernels::group_coordinates);
  constexpr double word_range = 4294967296.0, half = 0.5;
  const double stays = staying_probability();
  std::uint32_t words[group];
  for (std::size_t k = 0; k < point.size(); ++k) {
    if (k % group == 0)
      kernels::philox<kernels::Scalar>(stream, index, static_cast<std::uint32_t>(k / group), words);
    const double uniform = (words[k % group] + half) / word_range;
    const float before = k > 0 ? point[k - 1] : 1.f;
    point[k] = uniform < (k > 0 ? stays : half) ? before : -before;
  }
}

std::optional<kernels::ProceduralClass> IsingClass::procedural() const {
  return kernels::ChainClass{staying_probability()};
}

void IsingClass::mean(std::span<double> mean) const { std::fill(mean.begin(), mean.end(), 0.); }

// C_kl = T^|k - l|, T = tanh beta: sums from both sides, s_k = v_k + T s_{k-1}.
void IsingClass::add_covariance_product(double weight, std::span<const double> v,
                                        std::span<double> out) const {
  double left = 0, right = 0;
  for (std::size_t k = 0; k < v.size(); ++k) {
    left = v[k] + tanh_beta_ * left;
    out[k] += weight * left;
  }
  for (std::size_t k = v.size(); k-- > 0;) {
    out[k] += weight * tanh_beta_ * right;
    right = v[k] + tanh_beta_ * right;
  }
}

}  // namespace regimes::datasets
