#include "observables/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <utility>

#include "base/contract.hpp"

namespace regimes::observables {
namespace {

constexpr double most_without_value = 0.1;  ///< fraction of resamples that may lack a value

/// Units of one stratum, drawn together: the sum over the queries of each unit, at every time, and their
/// number.
struct Stratum {
  std::vector<double> sums;  ///< [unit][time]
  std::vector<int> sizes;    ///< [unit]
};

/// One unit per source.
Stratum by_source(const std::vector<double>& values, int times, const Clusters& clusters) {
  Stratum stratum{std::vector<double>(static_cast<std::size_t>(clusters.count()) * times), {}};
  for (int unit = 0; unit < clusters.count(); ++unit) stratum.sizes.push_back(clusters.size(unit));
  for (int query = 0; query < clusters.queries(); ++query) {
    const auto to = static_cast<std::size_t>(clusters.cluster_of(query)) * times;
    const auto from = static_cast<std::size_t>(query) * times;
    for (int time = 0; time < times; ++time) stratum.sums[to + time] += values[from + time];
  }
  return stratum;
}

/// One unit per replica: its mean curve.
Stratum by_replica(const std::vector<const std::vector<double>*>& values, int times,
                   const std::vector<Clusters>& replicas) {
  Stratum stratum;
  for (std::size_t r = 0; r < replicas.size(); ++r) {
    for (const MeanError& of_time : means_over_queries(*values[r], times, replicas[r]))
      stratum.sums.push_back(of_time.mean);
    stratum.sizes.push_back(1);
  }
  return stratum;
}

/// A number in [0, count), the same with every standard library (their distributions differ).
std::size_t draw(std::mt19937_64& random, std::size_t count) {
  constexpr int half_word = 32;
  return static_cast<std::size_t>((random() >> half_word) * count >> half_word);
}

}  // namespace

Bootstrap::Bootstrap(std::vector<Clusters> replicas, std::uint64_t seed, int resamples, double rounding)
    : replicas_(std::move(replicas)), seed_(seed), resamples_(resamples), rounding_(rounding) {
  require(!replicas_.empty(), "a bootstrap has at least one replica, not {}", replicas_.size());
}

std::vector<std::vector<double>> Bootstrap::mean_curves(const std::vector<const std::vector<double>*>& values,
                                                        int times) const {
  require(values.size() == replicas_.size(), "{} arrays of values belong to {} replicas", values.size(),
          replicas_.size());
  std::vector<Stratum> strata;
  if (draws_replicas()) {
    strata.push_back(by_replica(values, times, replicas_));
  } else {
    for (std::size_t r = 0; r < values.size(); ++r)
      strata.push_back(by_source(*values[r], times, replicas_[r]));
  }

  std::mt19937_64 random(seed_);  // anew in every call: the same draws for every observable
  std::vector<std::vector<double>> curves(resamples_, std::vector<double>(times, 0.0));
  std::vector<double> sum(times);
  for (auto& curve : curves) {
    for (const Stratum& stratum : strata) {
      std::fill(sum.begin(), sum.end(), 0.0);
      int size = 0;
      for (std::size_t i = 0; i < stratum.sizes.size(); ++i) {
        const std::size_t unit = draw(random, stratum.sizes.size());
        const double* const unit_sums = &stratum.sums[unit * times];
        for (int time = 0; time < times; ++time) sum[time] += unit_sums[time];
        size += stratum.sizes[unit];
      }
      for (int time = 0; time < times; ++time)
        curve[time] += sum[time] / size / static_cast<double>(strata.size());
    }
  }
  return curves;
}

double Bootstrap::standard_error(const std::vector<double>& resampled) const {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  int units = static_cast<int>(replicas_.size());
  if (!draws_replicas()) {
    units = std::min_element(replicas_.begin(), replicas_.end(), [](const Clusters& a, const Clusters& b) {
              return a.count() < b.count();
            })->count();
  }
  std::vector<double> present;
  std::copy_if(resampled.begin(), resampled.end(), std::back_inserter(present),
               [](double v) { return !std::isnan(v); });
  const auto count = static_cast<double>(present.size());
  if (units < 2 || count < 2 || count < (1 - most_without_value) * static_cast<double>(resampled.size()))
    return unknown;
  double mean = 0, squares = 0;
  for (const double value : present) mean += value / count;
  for (const double value : present) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / (count - 1) * units / (units - 1));
}

}  // namespace regimes::observables
