#include "datasets/population/curie_weiss_class.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <numeric>

#include "base/contract.hpp"
#include "base/process.hpp"

namespace regimes::datasets {
namespace {

/// Below, products with anything that counts are none; numbers without full precision are slow.
constexpr double nothing = 1e-300;

double counted(double x) { return x < nothing ? 0 : x; }

/// Probabilities of 0 ... k spins up become those of 0 ... k + 1.
void add_spin(const double* of, std::size_t k, double up, double down, double* to) {
  to[0] = counted(of[0] * down);
  for (std::size_t n = 1; n <= k; ++n) to[n] = counted(of[n] * down + of[n - 1] * up);
  to[k + 1] = counted(of[k] * up);
}

/// ln(2 cosh f).
double log_two_cosh(double f) { return std::abs(f) + std::log1p(std::exp(-2 * std::abs(f))); }

/// sum_k tanh(g_k + f).
double sum_of_spins(const std::vector<double>& evidence, double f) {
  double sum = 0;
  for (const double g : evidence) sum += std::tanh(g + f);
  return sum;
}

}  // namespace

CurieWeissClass::CurieWeissClass(int dimension, double inverse_temperature, double field, int sign)
    : dimension_(dimension),
      beta_(inverse_temperature),
      field_(sign * field),
      sign_(sign),
      fewest_up_((dimension + 1) / 2) {
  require(dimension >= 1 && inverse_temperature > 0 && std::isfinite(field) && (sign == 1 || sign == -1),
          "{} spins of Curie and Weiss at inverse temperature {} in the field {}, of the sign {}", dimension,
          inverse_temperature, field, sign);
  std::vector<double> logs;
  for (int up = fewest_up_; up <= dimension; ++up)
    logs.push_back(std::lgamma(dimension + 1.) - std::lgamma(up + 1.) - std::lgamma(dimension - up + 1.) +
                   log_weight(2. * up - dimension));
  const double largest = *std::max_element(logs.begin(), logs.end());
  double all = 0;
  for (const double log : logs) cumulative_.push_back(all += std::exp(log - largest));
  log_partition_ = largest + std::log(all);
  for (double& part : cumulative_) part /= all;
  const double d = dimension;
  double first = 0, second = 0;
  for (std::size_t i = 0; i < logs.size(); ++i) {
    const double sum = 2. * (fewest_up_ + static_cast<double>(i)) - d;
    const double share = std::exp(logs[i] - log_partition_);
    first += share * sum;
    second += share * sum * sum;
  }
  mean_ = sign_ * first / d;
  correlation_ = dimension > 1 ? (second - d) / (d * (d - 1)) : 1;
}

/// ln exp(beta S^2/(2d) + h S/d), and of the half of S = 0, for S in the direction of the sign.
double CurieWeissClass::log_weight(double sum) const {
  return beta_ * sum * sum / (2. * dimension_) + field_ * sum / dimension_ -
         (sum == 0 ? std::numbers::ln2 : 0);
}

double CurieWeissClass::log_mass(std::span<const double> spins) const {
  double sum = 0;
  for (const double spin : spins) {
    if (std::abs(spin) != 1) return -std::numeric_limits<double>::infinity();
    sum += sign_ * spin;
  }
  return sum < 0 ? -std::numeric_limits<double>::infinity() : log_weight(sum) - log_partition_;
}

/// g_k = e^{-t} x_k/Delta in the direction of the sign: the field that x is on spin k.
std::vector<double> CurieWeissClass::signed_evidence(std::span<const double> x, double t) const {
  const double scale = sign_ * std::exp(-t) / noise_variance(t);
  std::vector<double> evidence(x.begin(), x.end());
  for (double& g : evidence) g *= scale;
  return evidence;
}

/// A common field f, in which spins of evidence g have about the most likely sum S of the class. ln P(S | x)
/// is w(S) + min_f (sum_k ln 2 cosh(g_k + f) - f S), w the weight of the law: largest where f = w'(S) and
/// S = sum_k tanh(g_k + f), or at S = 0. Any f gives the right numbers; this one, without a loss of digits.
double CurieWeissClass::tilting_field(const std::vector<double>& evidence) const {
  const double d = dimension_;
  const auto slope = [&](double sum) { return (beta_ * sum + field_) / d; };
  const auto log_likelihood = [&](double f, double sum) {
    double all = log_weight(sum) - f * sum;
    for (const double g : evidence) all += log_two_cosh(g + f);
    return all;
  };
  // From above, to the largest solution.
  constexpr int most_turns = 100;
  const double close = std::sqrt(d) / 8;
  double sum = d;
  for (int turn = 0; turn < most_turns && sum > 0; ++turn) {
    const double next = sum_of_spins(evidence, slope(sum));
    const bool is_close = sum - next < close;
    sum = next;
    if (is_close) break;
  }
  const double inside = slope(std::max(sum, 0.));
  if (sum > 0 && sum_of_spins(evidence, slope(0)) >= 0) return inside;
  double low = -1, high = 1;
  while (sum_of_spins(evidence, low) > 0) low *= 2;
  while (sum_of_spins(evidence, high) < 0) high *= 2;
  while (high - low > 0.25 + 1e-15 * std::abs(low)) {
    const double middle = (low + high) / 2;
    (sum_of_spins(evidence, middle) > 0 ? high : low) = middle;
  }
  const double at_edge = (low + high) / 2;
  return sum > 0 && log_likelihood(inside, sum) > log_likelihood(at_edge, 0) ? inside : at_edge;
}

// P_t(x) = (1/Z) sum_a e^{w(S)} prod_k N(x_k; e^{-t} a_k, Delta), and e^{sum_k g_k a_k} e^{w(S)} is
// prod_k [2 cosh(g_k + f) P_f(a_k)] e^{w(S) - f S}: spins that are independent in the field f, weighted by
// their sum.  src/datasets/population/README.md, "Curie and Weiss"
CurieWeissClass::Tilted CurieWeissClass::tilted(std::span<const double> x, double t) const {
  const double signal = std::exp(-t), variance = noise_variance(t);
  const std::vector<double> evidence = signed_evidence(x, t);
  const double f = tilting_field(evidence);
  Tilted all;
  double squares = 0, most_likely = 0;
  for (std::size_t k = 0; k < evidence.size(); ++k) {
    const double field = evidence[k] + f;
    all.up.push_back(1 / (1 + std::exp(-2 * field)));
    all.down.push_back(1 / (1 + std::exp(2 * field)));
    all.log_factor += log_two_cosh(field);
    most_likely += std::tanh(field);
    squares += x[k] * x[k] + signal * signal;
  }
  const double d = dimension_, there = std::max(most_likely, 0.);
  const auto log_weight_of = [&](double sum) { return log_weight(sum) - f * sum; };
  const double most = log_weight_of(there);
  constexpr double largest = 600;
  for (int up = 0; up <= dimension_; ++up)
    all.weights.push_back(up < fewest_up_ ? 0
                                          : std::exp(std::min(log_weight_of(2. * up - d) - most, largest)));
  all.log_factor +=
      most - log_partition_ - squares / (2 * variance) - d * std::log(2 * std::numbers::pi * variance) / 2;
  return all;
}

double CurieWeissClass::log_density(std::span<const double> x, double t) const {
  if (t == 0) return log_mass(x);
  const Tilted spins = tilted(x, t);
  std::vector<double> counts(x.size() + 1), next(x.size() + 1);
  counts[0] = 1;
  for (std::size_t k = 0; k < x.size(); ++k) {
    add_spin(counts.data(), k, spins.up[k], spins.down[k], next.data());
    counts.swap(next);
  }
  return spins.log_factor +
         std::log(std::inner_product(counts.begin(), counts.end(), spins.weights.begin(), 0.));
}

// With F_k(n) the probability of n spins up among the first k, and A_k(n) the mean weight that follows, D_k
// is the mean of a_k over up_k sum_n F_k(n) A_{k+1}(n + 1) and down_k sum_n F_k(n) A_{k+1}(n). F of every
// sqrt(d)-th spin is kept, and those between are made again.
double CurieWeissClass::posterior_mean(std::span<const double> x, double t, std::span<double> mean) const {
  if (t == 0) {
    std::copy(x.begin(), x.end(), mean.begin());
    return log_mass(x);
  }
  const Tilted spins = tilted(x, t);
  const std::size_t d = x.size(), row = d + 1;
  const auto block = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(d))));
  const std::size_t blocks = (d + block - 1) / block;
  std::vector<double> kept((blocks + 1) * row), inside((block + 1) * row);
  kept[0] = 1;
  const auto fill = [&](std::size_t b) {
    const std::size_t first = b * block, last = std::min(first + block, d);
    std::copy_n(&kept[b * row], first + 1, inside.data());
    for (std::size_t k = first; k < last; ++k)
      add_spin(&inside[(k - first) * row], k, spins.up[k], spins.down[k], &inside[(k - first + 1) * row]);
    return &inside[(last - first) * row];
  };
  for (std::size_t b = 0; b < blocks; ++b)
    std::copy_n(fill(b), std::min((b + 1) * block, d) + 1, &kept[(b + 1) * row]);
  std::vector<double> following = spins.weights;
  const double sum = std::inner_product(following.begin(), following.end(), &kept[blocks * row], 0.);
  for (std::size_t b = blocks; b-- > 0;) {
    const std::size_t first = b * block, last = std::min(first + block, d);
    fill(b);
    for (std::size_t k = last; k-- > first;) {
      const double* before = &inside[(k - first) * row];
      const double up = spins.up[k], down = spins.down[k];
      double ups = 0, downs = 0;
      for (std::size_t n = 0; n <= k; ++n) {
        ups += before[n] * following[n + 1];
        downs += before[n] * following[n];
        following[n] = counted(down * following[n] + up * following[n + 1]);
      }
      ups *= up;
      downs *= down;
      mean[k] = sign_ * (ups - downs) / (ups + downs);
    }
  }
  return spins.log_factor + std::log(sum);
}

// The number of spins up by the inverse of its distribution function, from the words behind those of the
// spins; then each spin is one of those left with the probability that this has.
void CurieWeissClass::sample(kernels::Stream stream, std::uint64_t index, std::span<float> point) const {
  constexpr auto group = static_cast<std::size_t>(kernels::group_coordinates);
  constexpr double word_range = 4294967296.0, half = 0.5;
  std::uint32_t words[group];
  const std::size_t groups = (point.size() + group - 1) / group;
  kernels::philox<kernels::Scalar>(stream, index, static_cast<std::uint32_t>(groups), words);
  const double place = (words[0] + (words[1] + half) / word_range) / word_range;
  const auto chosen = std::lower_bound(cumulative_.begin(), cumulative_.end() - 1, place);
  double left_up = fewest_up_ + static_cast<double>(chosen - cumulative_.begin());
  for (std::size_t k = 0; k < point.size(); ++k) {
    if (k % group == 0)
      kernels::philox<kernels::Scalar>(stream, index, static_cast<std::uint32_t>(k / group), words);
    const auto left = static_cast<double>(point.size() - k);
    const bool is_up = (words[k % group] + half) / word_range * left < left_up;
    left_up -= is_up;
    point[k] = static_cast<float>(is_up ? sign_ : -sign_);
  }
}

void CurieWeissClass::mean(std::span<double> mean) const { std::fill(mean.begin(), mean.end(), mean_); }

// C_kl = E a_k a_l - (E a)^2 off the diagonal, 1 - (E a)^2 on it.
void CurieWeissClass::add_covariance_product(double weight, std::span<const double> v,
                                             std::span<double> out) const {
  const double common = (correlation_ - mean_ * mean_) * std::accumulate(v.begin(), v.end(), 0.);
  for (std::size_t k = 0; k < v.size(); ++k) out[k] += weight * ((1 - correlation_) * v[k] + common);
}

}  // namespace regimes::datasets
