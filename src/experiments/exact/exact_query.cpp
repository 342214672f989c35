#include "experiments/exact/exact_query.hpp"

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/gamma_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <limits>

#include "experiments/exact/exact_collapse.hpp"
#include "kernels/random.hpp"
#include "theory/distance_integrals.hpp"

namespace regimes::experiments {
namespace {

/// The words of one query's generator, as a source for distributions.
class Words {
 public:
  using result_type = std::uint32_t;
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  Words(std::uint64_t seed, std::uint64_t index)
      : stream_(kernels::make_stream(seed, 0, kernels::Purpose::exact_query)), index_(index) {}

  result_type operator()() {
    if (used_ == kernels::group_coordinates) {
      kernels::philox<kernels::Scalar>(stream_, index_, group_++, words_);
      used_ = 0;
    }
    return words_[used_++];
  }

 private:
  kernels::Stream stream_;
  std::uint64_t index_;
  std::uint32_t group_ = 0;
  result_type words_[kernels::group_coordinates];
  int used_ = kernels::group_coordinates;
};

/// Boost's distributions, unlike the standard library's, give the same numbers with every compiler.
class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t index) : words_(seed, index) {}

  double normal() { return normal_(words_); }
  double exponential() { return exponential_(words_); }
  double gamma(double shape) { return boost::random::gamma_distribution<double>(shape)(words_); }
  double chi_squared(double degrees) { return degrees > 0 ? 2 * gamma(degrees / 2) : 0; }

 private:
  Words words_;
  boost::random::normal_distribution<double> normal_;
  boost::random::exponential_distribution<double> exponential_;
};

/// ln U_(1) < ... < ln U_(count) of `size` uniform numbers, size >= count: U_(k) = G_k/G_{size+1}, where G_k
/// is a sum of k standard exponentials.
std::vector<double> log_lowest_uniforms(double size, std::int64_t count, Random& random) {
  std::vector<double> lowest;
  double sum = 0;
  for (std::int64_t k = 0; k < count; ++k) lowest.push_back(sum += random.exponential());
  const double log_total = std::log(sum + random.gamma(size - static_cast<double>(count) + 1));
  for (double& value : lowest) value = std::log(value) - log_total;
  return lowest;
}

}  // namespace

ExactQuery::ExactQuery(std::int64_t dimension, double others, std::uint64_t seed, std::uint64_t index)
    : dimension_(static_cast<double>(dimension)), others_(others) {
  Random random(seed, index);
  source_norm_ = std::sqrt(random.chi_squared(dimension_));
  noise_along_ = random.normal();
  noise_across_squared_ = random.chi_squared(dimension_ - 1);
  if (others > static_cast<double>(most_sampled_points)) {
    log_uniform_ = log_lowest_uniforms(others, lowest_points, random);
  } else {
    for (std::int64_t k = 0; k < static_cast<std::int64_t>(others); ++k) {
      const double along = random.normal();
      points_.push_back({along, random.chi_squared(dimension_ - 1)});
    }
  }
}

// In units of sigma e^{-t}: x = a + z/sqrt(sigma^2 snr), the energies are E = (sigma^2 snr/2) rho^2 with
// rho^2 = |x - a|^2, noncentral chi-squared of d degrees of freedom and noncentrality |x|^2; the source's is
// |z|^2/2. src/theory/README.md, "One Gaussian, exactly"
kernels::Posterior ExactQuery::others_at(double signal) const {
  const double noise_scale = 1 / std::sqrt(signal), along = source_norm_ + noise_scale * noise_along_;
  const double noncentrality = along * along + noise_scale * noise_scale * noise_across_squared_;
  return points_.empty() ? lowest_points_and_average(noncentrality, signal / 2)
                         : all_points(noncentrality, signal / 2);
}

kernels::Posterior ExactQuery::all_points(double noncentrality, double half_signal) const {
  const double source_energy = (noise_along_ * noise_along_ + noise_across_squared_) / 2;
  const double norm = std::sqrt(noncentrality);
  kernels::Posterior others;
  for (const Point& point : points_) {
    const double apart = norm - point.along;
    others.add(source_energy - half_signal * (apart * apart + point.across_squared), 0);
  }
  return others;
}

// Given the largest of the distances kept, the n - 1 - K others are independent and beyond it. Their sums are
// replaced by averages; the error of ln Z is of order 1/(2 sqrt K) per query, and its bias below 1/(8K).
kernels::Posterior ExactQuery::lowest_points_and_average(double noncentrality, double half_signal) const {
  const double source_energy = (noise_along_ * noise_along_ + noise_across_squared_) / 2;
  const double energy_at_origin = half_signal * noncentrality;
  const theory::DistanceLaw law(dimension_, noncentrality);
  const std::vector<double> s =
      theory::LowerQuantiles(law, log_uniform_.front(), log_uniform_.back())(log_uniform_);
  kernels::Posterior others;
  for (const double each : s) others.add(source_energy - energy_at_origin * std::exp(2 * each), 0);

  const theory::WeightedTail tail =
      theory::weighted_tail(law, s.back(), energy_at_origin, source_energy - others.reference);
  const double count =
      (others_ - static_cast<double>(log_uniform_.size())) / -std::expm1(log_uniform_.back());
  kernels::Posterior beyond;
  beyond.reference = others.reference;
  beyond.sum = count * tail.sum;
  beyond.logit_sum = -count * tail.energy_sum;
  beyond.square_sum = count * tail.square_sum;
  others.merge(beyond);
  return others;
}

}  // namespace regimes::experiments
