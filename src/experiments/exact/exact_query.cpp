#include "experiments/exact/exact_query.hpp"

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/gamma_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include "experiments/exact/exact_collapse.hpp"
#include "kernels/class_shares.hpp"
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

std::vector<double> equal_shares(const ExactLaw& law) {
  return std::vector<double>(law.classes.size(), 1 / static_cast<double>(law.classes.size()));
}

/// How many of the first n points are of each class. Beyond what can be counted, the equal shares.
std::vector<double> points_of_classes(const ExactLaw& law, double points) {
  constexpr double most_counted = 1 << 16;
  const std::vector<double> shares = equal_shares(law);
  const int classes = static_cast<int>(shares.size());
  std::vector<double> counts(shares.size(), 0);
  if (points > most_counted) {
    for (double& count : counts) count = std::round(points / classes);
  } else {
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(points); ++i)
      ++counts[static_cast<std::size_t>(kernels::class_of_index(i, shares.data(), classes))];
  }
  return counts;
}

}  // namespace

ExactSet::ExactSet(ExactLaw of, double count)
    : law(std::move(of)), points(count), class_points(points_of_classes(law, points)) {}

ExactQuery::ExactQuery(const ExactSet& set, std::uint64_t seed, std::uint64_t index) : law_(set.law) {
  Random random(seed, index);
  const std::vector<double> shares = equal_shares(law_);
  const auto source = static_cast<std::size_t>(
      kernels::class_of_index(static_cast<std::int64_t>(std::fmod(static_cast<double>(index), set.points)),
                              shares.data(), static_cast<int>(shares.size())));
  const ExactClass& own = law_.classes[source];
  const double deviation = std::sqrt(own.variance);
  const double outside = static_cast<double>(law_.dimension - law_.mean_dimension());
  source_norm_ = deviation * std::sqrt(random.chi_squared(outside));
  noise_along_ = outside > 0 ? random.normal() : 0;
  noise_across_squared_ = random.chi_squared(outside - 1);
  source_energy_ = (noise_along_ * noise_along_ + noise_across_squared_) / 2;
  for (const double mean : own.mean) {
    source_in_span_.push_back(mean + deviation * random.normal());
    noise_in_span_.push_back(random.normal());
    source_energy_ += noise_in_span_.back() * noise_in_span_.back() / 2;
  }
  const auto dimension = static_cast<double>(law_.dimension);
  for (const double count : set.class_points) {
    Others others{count - (others_.size() == source ? 1 : 0), {}, {}};
    if (others.count > static_cast<double>(most_sampled_points)) {
      others.log_uniform = log_lowest_uniforms(others.count, lowest_points, random);
    } else {
      for (std::int64_t k = 0; k < static_cast<std::int64_t>(others.count); ++k) {
        const double along = random.normal();
        others.points.push_back({along, random.chi_squared(dimension - 1)});
      }
    }
    others_.push_back(std::move(others));
  }
}

// |x - m|^2 in units of e^{-t}, where x = a + z/sqrt(snr).
double ExactQuery::squared_distance_to_mean(const ExactClass& one, double noise_scale) const {
  const double along = source_norm_ + noise_scale * noise_along_;
  double squared = along * along + noise_scale * noise_scale * noise_across_squared_;
  for (std::size_t i = 0; i < one.mean.size(); ++i) {
    const double apart = source_in_span_[i] + noise_scale * noise_in_span_[i] - one.mean[i];
    squared += apart * apart;
  }
  return squared;
}

// In units of sigma_c e^{-t} the energies of a class are E = (sigma_c^2 snr/2) rho^2 with rho^2 = |x - a|^2,
// noncentral chi-squared of d degrees of freedom and noncentrality |x - m_c|^2; the source's is |z|^2/2.
// src/theory/README.md, "Mixtures of Gaussians, exactly"
kernels::Posterior ExactQuery::others_at(double signal_to_noise) const {
  kernels::Posterior all;
  for (std::size_t c = 0; c < others_.size(); ++c) {
    const ExactClass& one = law_.classes[c];
    if (others_[c].count < 1) continue;
    const double noncentrality = squared_distance_to_mean(one, 1 / std::sqrt(signal_to_noise)) / one.variance;
    const double half_signal = one.variance * signal_to_noise / 2;
    all.merge(others_[c].points.empty() ? lowest_points_and_average(others_[c], noncentrality, half_signal)
                                        : all_points(others_[c], noncentrality, half_signal));
  }
  return all;
}

kernels::Posterior ExactQuery::all_points(const Others& others, double noncentrality,
                                          double half_signal) const {
  const double norm = std::sqrt(noncentrality);
  kernels::Posterior sums;
  for (const Point& point : others.points) {
    const double apart = norm - point.along;
    sums.add(source_energy_ - half_signal * (apart * apart + point.across_squared), 0);
  }
  return sums;
}

// Given the largest of the distances kept, the count - K other points are independent and beyond it. Their
// sums are replaced by averages; the error of ln Z is of order 1/(2 sqrt K) per query, and its bias below
// 1/(8K).
kernels::Posterior ExactQuery::lowest_points_and_average(const Others& others, double noncentrality,
                                                         double half_signal) const {
  const double energy_at_origin = half_signal * noncentrality;
  const theory::DistanceLaw law(static_cast<double>(law_.dimension), noncentrality);
  const std::vector<double> s =
      theory::LowerQuantiles(law, others.log_uniform.front(), others.log_uniform.back())(others.log_uniform);
  kernels::Posterior sums;
  for (const double each : s) sums.add(source_energy_ - energy_at_origin * std::exp(2 * each), 0);

  const theory::WeightedTail tail =
      theory::weighted_tail(law, s.back(), energy_at_origin, source_energy_ - sums.reference);
  const double count = (others.count - static_cast<double>(others.log_uniform.size())) /
                       -std::expm1(others.log_uniform.back());
  kernels::Posterior beyond;
  beyond.reference = sums.reference;
  beyond.sum = count * tail.sum;
  beyond.logit_sum = -count * tail.energy_sum;
  beyond.square_sum = count * tail.square_sum;
  sums.merge(beyond);
  return sums;
}

}  // namespace regimes::experiments
