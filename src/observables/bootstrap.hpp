#pragma once
/// Resampled mean curves, for the errors of numbers that are not means.
#include <cstdint>
#include <vector>

#include "observables/statistics.hpp"

namespace regimes::observables {

inline constexpr int default_resamples = 200;

/// Draws with replacement what the error bars treat as independent: replicas where there are four or more,
/// else the sources within each replica, with all their queries. One draw holds for all times and all
/// observables, since queries share their noise across times. Draws depend on nothing but the seed and the
/// numbers of replicas and sources.
class Bootstrap {
 public:
  /// One grouping per replica, at least one replica (ContractError). `rounding`: relative, of what is
  /// resampled.
  Bootstrap(std::vector<Clusters> replicas, std::uint64_t seed, int resamples = default_resamples,
            double rounding = double_rounding);

  int resamples() const { return resamples_; }
  double rounding() const { return rounding_; }
  /// Mean curves over [time], one per resample. values[replica] is [query][time].
  std::vector<std::vector<double>> mean_curves(const std::vector<const std::vector<double>*>& values,
                                               int times) const;
  /// Standard error of a number from its values in the resamples: their s.d. times sqrt(G / (G - 1)) for G
  /// drawn units, so that for a mean it agrees with mean_over_replicas(). NaN for G = 1, or where more than
  /// one resample in ten has no value.
  double standard_error(const std::vector<double>& resampled) const;

 private:
  bool draws_replicas() const { return static_cast<int>(replicas_.size()) >= replicas_for_scatter_error; }

  std::vector<Clusters> replicas_;
  std::uint64_t seed_;
  int resamples_;
  double rounding_;
};

}  // namespace regimes::observables
