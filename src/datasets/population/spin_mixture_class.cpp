#include "datasets/population/spin_mixture_class.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <numeric>

#include "base/contract.hpp"
#include "base/process.hpp"
#include "datasets/population/log_product.hpp"

namespace regimes::datasets {
namespace {

/// ln sum_j e^{terms_j}, and terms become the shares of this sum.
double to_shares(std::vector<double>& terms) {
  const double largest = *std::max_element(terms.begin(), terms.end());
  double sum = 0;
  for (double& term : terms) sum += term = std::exp(term - largest);
  for (double& term : terms) term /= sum;
  return largest + std::log(sum);
}

}  // namespace

SpinMixtureClass::SpinMixtureClass(int dimension, const std::vector<double>& weights,
                                   const std::vector<double>& fields)
    : dimension_(dimension) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.);
  require(dimension >= 1 && !weights.empty() && weights.size() == fields.size() && sum > 0 &&
              *std::min_element(weights.begin(), weights.end()) >= 0,
          "{} spins in {} fields with {} weights, of the sum {}", dimension, fields.size(), weights.size(),
          sum);
  double cumulative = 0;
  for (std::size_t j = 0; j < weights.size(); ++j) {
    const double weight = weights[j] / sum;
    if (weight == 0) continue;
    fields_.push_back(
        {weight, std::log(weight), 1 / (1 + std::exp(-2 * fields[j])), 1 / (1 + std::exp(2 * fields[j]))});
    cumulative_.push_back(cumulative += weight);
    const double magnetisation = std::tanh(fields[j]);
    mean_ += weight * magnetisation;
    correlation_ += weight * magnetisation * magnetisation;
  }
}

// prod_k N(x_k - e^{-t} a_k; Delta) = prod_k [N(x_k; Delta) e^{-e^{-2t}/(2 Delta)}] e^{sum_k g_k a_k}, of
// which e^{|g_k|} goes to what does not depend on the spins.
SpinMixtureClass::Evidence SpinMixtureClass::evidence(std::span<const double> x, double t) const {
  const double signal = std::exp(-t), variance = noise_variance(t);
  Evidence all;
  all.up.reserve(x.size());
  all.down.reserve(x.size());
  double squares = 0, fields = 0;
  for (const double value : x) {
    const double g = signal * value / variance, opposite = std::exp(-2 * std::abs(g));
    squares += value * value + signal * signal;
    fields += std::abs(g);
    all.up.push_back(g > 0 ? 1 : opposite);
    all.down.push_back(g > 0 ? opposite : 1);
  }
  all.log_factor =
      fields - squares / (2 * variance) - dimension_ * std::log(2 * std::numbers::pi * variance) / 2;
  return all;
}

std::vector<double> SpinMixtureClass::log_terms(const Evidence& evidence) const {
  std::vector<double> terms;
  terms.reserve(fields_.size());
  for (const Field& field : fields_) {
    LogProduct product;
    for (std::size_t k = 0; k < evidence.up.size(); ++k)
      product.multiply(field.up * evidence.up[k] + field.down * evidence.down[k]);
    terms.push_back(field.log_weight + product.log());
  }
  return terms;
}

// P_0(a) = sum_j w_j u_j^{spins up} (1 - u_j)^{spins down}.
double SpinMixtureClass::log_mass(std::span<const double> spins) const {
  double up = 0;
  for (const double spin : spins) {
    if (std::abs(spin) != 1) return -std::numeric_limits<double>::infinity();
    up += spin > 0;
  }
  std::vector<double> terms;
  for (const Field& field : fields_)
    terms.push_back(field.log_weight + up * std::log(field.up) + (dimension_ - up) * std::log(field.down));
  return to_shares(terms);
}

// src/datasets/population/README.md, "Curie and Weiss"
double SpinMixtureClass::log_density(std::span<const double> x, double t) const {
  if (t == 0) return log_mass(x);
  const Evidence seen = evidence(x, t);
  std::vector<double> terms = log_terms(seen);
  return seen.log_factor + to_shares(terms);
}

// D_k = sum_j p_j (u_j up_k - (1 - u_j) down_k)/(u_j up_k + (1 - u_j) down_k), p_j the posterior weight of
// field j.
double SpinMixtureClass::posterior_mean(std::span<const double> x, double t, std::span<double> mean) const {
  if (t == 0) {
    std::copy(x.begin(), x.end(), mean.begin());
    return log_mass(x);
  }
  constexpr double negligible = 1e-18;
  const Evidence seen = evidence(x, t);
  std::vector<double> shares = log_terms(seen);
  const double log_sum = to_shares(shares);
  std::fill(mean.begin(), mean.end(), 0.);
  for (std::size_t j = 0; j < shares.size(); ++j) {
    if (shares[j] < negligible) continue;
    for (std::size_t k = 0; k < mean.size(); ++k) {
      const double up = fields_[j].up * seen.up[k], down = fields_[j].down * seen.down[k];
      mean[k] += shares[j] * (up - down) / (up + down);
    }
  }
  return seen.log_factor + log_sum;
}

// The field by the inverse of its distribution function, from the words behind those of the spins.
void SpinMixtureClass::sample(kernels::Stream stream, std::uint64_t index, std::span<float> point) const {
  constexpr auto group = static_cast<std::size_t>(kernels::group_coordinates);
  constexpr double word_range = 4294967296.0, half = 0.5;
  std::uint32_t words[group];
  const std::size_t groups = (point.size() + group - 1) / group;
  kernels::philox<kernels::Scalar>(stream, index, static_cast<std::uint32_t>(groups), words);
  const double place = (words[0] + (words[1] + half) / word_range) / word_range * cumulative_.back();
  const auto chosen = std::lower_bound(cumulative_.begin(), cumulative_.end() - 1, place);
  const double up = fields_[static_cast<std::size_t>(chosen - cumulative_.begin())].up;
  for (std::size_t k = 0; k < point.size(); ++k) {
    if (k % group == 0)
      kernels::philox<kernels::Scalar>(stream, index, static_cast<std::uint32_t>(k / group), words);
    point[k] = (words[k % group] + half) / word_range < up ? 1.f : -1.f;
  }
}

void SpinMixtureClass::mean(std::span<double> mean) const { std::fill(mean.begin(), mean.end(), mean_); }

// C_kl = E a_k a_l - (E a)^2 off the diagonal, 1 - (E a)^2 on it.
void SpinMixtureClass::add_covariance_product(double weight, std::span<const double> v,
                                              std::span<double> out) const {
  const double common = (correlation_ - mean_ * mean_) * std::accumulate(v.begin(), v.end(), 0.);
  for (std::size_t k = 0; k < v.size(); ++k) out[k] += weight * ((1 - correlation_) * v[k] + common);
}

}  // namespace regimes::datasets
