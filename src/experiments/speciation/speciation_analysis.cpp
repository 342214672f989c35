#include "experiments/speciation/speciation_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "observables/bootstrap.hpp"
#include "theory/mixture.hpp"
#include "theory/speciation.hpp"

namespace regimes::experiments {
namespace {

using datasets::ClassLevel;
using datasets::GroupPair;
using datasets::groups_of;
using datasets::pairs_of;
using observables::Bootstrap;
using observables::Clusters;
using observables::Curve;
using observables::Estimate;
using observables::Straightened;
using observables::Threshold;
using observables::Trend;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Values of some queries of every replica, each [query][time], and what follows from them.
class Sample {
 public:
  Sample(const std::vector<double>& times, double rounding) : times_(times), rounding_(rounding) {}

  void start_replica() {
    values_.emplace_back();
    queries_.push_back(0);
  }
  void add(double value) { values_.back().push_back(value); }
  void end_query() { ++queries_.back(); }

  Curve mean() const { return observables::mean_curve(pointers(values_), clusters(), times(), rounding_); }
  Bootstrap bootstrap(std::uint64_t seed) const {
    return {clusters(), seed, observables::default_resamples, rounding_};
  }
  std::vector<std::vector<double>> resampled(const Bootstrap& bootstrap) const {
    return bootstrap.mean_curves(pointers(values_), times());
  }
  Sample squared() const {
    Sample squares = *this;
    for (auto& replica : squares.values_)
      for (double& value : replica) value *= value;
    return squares;
  }

 private:
  static std::vector<const std::vector<double>*> pointers(const std::vector<std::vector<double>>& values) {
    std::vector<const std::vector<double>*> all;
    for (const auto& replica : values) all.push_back(&replica);
    return all;
  }
  int times() const { return static_cast<int>(times_.size()); }
  /// Every query has a source of its own.
  std::vector<Clusters> clusters() const {
    std::vector<Clusters> all;
    for (const int queries : queries_) {
      std::vector<std::int64_t> sources(queries);
      std::iota(sources.begin(), sources.end(), 0);
      all.emplace_back(sources);
    }
    return all;
  }

  const std::vector<double>& times_;
  double rounding_;
  std::vector<std::vector<double>> values_;
  std::vector<int> queries_;
};

Threshold agreement_threshold() {
  return {"phi", theory::two_class_agreement(theory::speciation_kappa), Trend::falling, Straightened::probit};
}
constexpr Threshold ratio_threshold{"E[L]/s.d.(L)", 1, Trend::falling, Straightened::log};

/// Where the part of a curve begins in which classes can be told apart for all queries: it is finite to its
/// end.
std::size_t first_finite(const std::vector<double>& curve) {
  std::size_t first = curve.size();
  while (first > 0 && std::isfinite(curve[first - 1])) --first;
  return first;
}

std::vector<double> from(const std::vector<double>& values, std::size_t first) {
  return {values.begin() + static_cast<std::ptrdiff_t>(first), values.end()};
}

/// Where the curve crosses the threshold within its finite part.
Estimate time_of(const Threshold& threshold, const std::vector<double>& mean,
                 const std::vector<std::vector<double>>& resampled, const std::vector<double>& times,
                 const Bootstrap& bootstrap) {
  const std::size_t first = first_finite(mean);
  if (times.size() - first < 2)
    return {not_a_number, not_a_number, "classes are too far apart to tell by how much on this time grid"};
  std::vector<std::vector<double>> parts;
  for (const auto& curve : resampled) parts.push_back(from(curve, first));
  return observables::threshold_time(from(mean, first), parts, from(times, first), bootstrap, threshold);
}

Estimate agreement_time(const Sample& sample, const Curve& mean, const std::vector<double>& times,
                        std::uint64_t seed) {
  const Bootstrap bootstrap = sample.bootstrap(seed);
  return time_of(agreement_threshold(), mean.mean, sample.resampled(bootstrap), times, bootstrap);
}

/// sum_g pi_g^2 at one query and time.
double level_agreement(const ClassPosteriors& posteriors, std::size_t at, const ClassLevel& level) {
  std::vector<double> groups(groups_of(level), 0.);
  for (int c = 0; c < posteriors.classes; ++c)
    groups[level.group_of[c]] += std::exp(posteriors.log_weights[at + c]);
  double sum = 0;
  for (const double weight : groups) sum += weight * weight;
  return sum;
}

LevelCurves level_curves(const std::vector<ClassPosteriors>& replicas, const ClassLevel& level,
                         const std::vector<double>& times, const CurveSettings& settings) {
  Sample sample(times, settings.rounding);
  for (const ClassPosteriors& posteriors : replicas) {
    sample.start_replica();
    for (int query = 0; query < posteriors.queries; ++query) {
      for (int time = 0; time < posteriors.times; ++time)
        sample.add(level_agreement(posteriors, posteriors.at(query, time), level));
      sample.end_query();
    }
  }
  LevelCurves curves{sample.mean(), {}};
  constexpr int two = 2;
  curves.speciation_time = groups_of(level) == two
                               ? agreement_time(sample, curves.agreement, times, settings.seed)
                               : Estimate{not_a_number, not_a_number, "its level has more than two groups"};
  return curves;
}

/// ln P^g = ln sum_{c in g} prior_c P^c - ln sum_{c in g} prior_c.
double group_log_density(const ClassPosteriors& posteriors, std::size_t at, const std::vector<double>& priors,
                         const ClassLevel& level, int group) {
  double largest = -std::numeric_limits<double>::infinity(), sum = 0, share = 0;
  for (int c = 0; c < posteriors.classes; ++c)
    if (level.group_of[c] == group) largest = std::max(largest, posteriors.log_densities[at + c]);
  if (std::isinf(largest)) return largest;
  for (int c = 0; c < posteriors.classes; ++c)
    if (level.group_of[c] == group) {
      sum += priors[c] * std::exp(posteriors.log_densities[at + c] - largest);
      share += priors[c];
    }
  return largest + std::log(sum / share);
}

/// s.d. from the means of L and L^2.
std::vector<double> deviations(const std::vector<double>& mean, const std::vector<double>& square) {
  std::vector<double> all;
  for (std::size_t i = 0; i < mean.size(); ++i)
    all.push_back(std::sqrt(std::max(0., square[i] - mean[i] * mean[i])));
  return all;
}

/// E[L]/s.d.(L), which falls through 1; NaN where a class is too far away.
std::vector<double> ratio(const std::vector<double>& mean, const std::vector<double>& square) {
  const std::vector<double> spread = deviations(mean, square);
  constexpr double smallest = 1e-12;  // L is not negative on average, but its sample may be
  std::vector<double> all;
  for (std::size_t i = 0; i < mean.size(); ++i)
    all.push_back(std::isfinite(square[i]) ? std::max(smallest, spread[i] > 0 ? mean[i] / spread[i] : 0.)
                                           : not_a_number);
  return all;
}

/// E[L] falls to its own s.d.
Estimate log_ratio_time(const Sample& sample, const Sample& squares, const Curve& mean,
                        const std::vector<double>& mean_square, const std::vector<double>& times,
                        std::uint64_t seed) {
  const Bootstrap bootstrap = sample.bootstrap(seed);
  const auto means = sample.resampled(bootstrap), mean_squares = squares.resampled(bootstrap);
  std::vector<std::vector<double>> ratios;
  for (std::size_t i = 0; i < means.size(); ++i) ratios.push_back(ratio(means[i], mean_squares[i]));
  return time_of(ratio_threshold, ratio(mean.mean, mean_square), ratios, times, bootstrap);
}

PairCurves pair_curves(const std::vector<ClassPosteriors>& replicas, const std::vector<double>& priors,
                       const ClassLevel& level, const GroupPair& pair, const std::vector<double>& times,
                       const CurveSettings& settings) {
  Sample agreement(times, settings.rounding), log_ratio(times, settings.rounding);
  for (const ClassPosteriors& posteriors : replicas) {
    agreement.start_replica();
    log_ratio.start_replica();
    for (int query = 0; query < posteriors.queries; ++query) {
      const int group = level.group_of[posteriors.source_class[query]];
      if (group != pair.first && group != pair.second) continue;
      const int other = group == pair.first ? pair.second : pair.first;
      for (int time = 0; time < posteriors.times; ++time) {
        const std::size_t at = posteriors.at(query, time);
        const double l = group_log_density(posteriors, at, priors, level, group) -
                         group_log_density(posteriors, at, priors, level, other);
        agreement.add(1 / (1 + std::exp(-l)));
        log_ratio.add(l);
      }
      agreement.end_query();
      log_ratio.end_query();
    }
  }
  PairCurves curves;
  curves.agreement = agreement.mean();
  curves.log_ratio = log_ratio.mean();
  const Sample squares = log_ratio.squared();
  const Curve mean_square = squares.mean();
  curves.deviation = deviations(curves.log_ratio.mean, mean_square.mean);
  curves.time_of_agreement = agreement_time(agreement, curves.agreement, times, settings.seed);
  curves.time_of_log_ratio =
      log_ratio_time(log_ratio, squares, curves.log_ratio, mean_square.mean, times, settings.seed);
  return curves;
}

}  // namespace

int count_curves(const std::vector<ClassLevel>& levels) {
  return static_cast<int>(levels.size() + pairs_of(levels).size());
}

void add_curve(SpeciationCurves& curves, int number, const std::vector<ClassPosteriors>& replicas,
               const std::vector<double>& priors, const std::vector<ClassLevel>& levels,
               const std::vector<double>& times, const CurveSettings& settings) {
  const auto at = static_cast<std::size_t>(number);
  if (at < levels.size()) {
    curves.levels.push_back(level_curves(replicas, levels[at], times, settings));
    return;
  }
  const GroupPair pair = pairs_of(levels)[at - levels.size()];
  curves.pairs.push_back(pair_curves(replicas, priors, levels[pair.level], pair, times, settings));
}

SpeciationCurves speciation_curves(const std::vector<ClassPosteriors>& replicas,
                                   const std::vector<double>& priors, const std::vector<ClassLevel>& levels,
                                   const std::vector<double>& times, const CurveSettings& settings) {
  SpeciationCurves curves;
  for (int number = 0; number < count_curves(levels); ++number)
    add_curve(curves, number, replicas, priors, levels, times, settings);
  return curves;
}

}  // namespace regimes::experiments
