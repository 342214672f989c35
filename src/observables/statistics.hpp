#pragma once
/// Means over queries and replicas, and their standard errors.
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/precision.hpp"

namespace regimes::observables {

/// From this many replicas on, the scatter of replica means is the error; below, it is too uncertain itself.
inline constexpr int replicas_for_scatter_error = 4;

/// Relative rounding of sums, below which a standard error is none.
inline constexpr double float_rounding = 1e-7, double_rounding = 1e-12;
double rounding_of_sums(kernels::Precision precision);
/// A standard error of a value that was summed with this relative rounding; NaN stays NaN.
double at_least_rounding(double standard_error, double value, double rounding);

struct MeanError {
  double mean = 0;
  double standard_error = 0;
};

/// A mean curve over times. `replica_scatter` is the s.d. of the replica means where there are two or three,
/// else NaN. `low` and `high` bound a curve of fractions (fraction.hpp); of others they are empty.
struct Curve {
  std::vector<double> mean;
  std::vector<double> standard_error;
  std::vector<double> replica_scatter;
  std::vector<double> low, high;
};

/// Queries grouped by source. Queries that share a source share the neighbourhood of a training point and are
/// not independent.
class Clusters {
 public:
  explicit Clusters(const std::vector<std::int64_t>& source_index);

  int count() const { return static_cast<int>(sizes_.size()); }
  int queries() const { return static_cast<int>(cluster_of_.size()); }
  int size(int cluster) const { return sizes_[cluster]; }
  int cluster_of(int query) const { return cluster_of_[query]; }

 private:
  std::vector<int> cluster_of_;
  std::vector<int> sizes_;
};

/// Means over queries of values[query][time] (row-major) at every time, with the cluster-robust standard
/// errors, which are NaN for fewer than two clusters.
std::vector<MeanError> means_over_queries(const std::vector<double>& values, int times,
                                          const Clusters& clusters);
/// Mean of one value per query, likewise.
MeanError mean_over_queries(const std::vector<double>& values, const Clusters& clusters);

/// Mean and error over replicas from the per-replica means and query errors, by the rule that
/// error_bar_rule() describes. `scatter`, where not null, receives the s.d. of two or three replica means and
/// NaN otherwise. No replica: NaN.
MeanError mean_over_replicas(const std::vector<MeanError>& replicas, double* scatter = nullptr);

/// The mean curve of several replicas; values[replica] is [query][time] and clusters[replica] its grouping.
/// Errors are at least the `rounding` of the means.
Curve mean_curve(const std::vector<const std::vector<double>*>& values, const std::vector<Clusters>& clusters,
                 int times, double rounding = double_rounding);

/// What the error bars of that many replicas are, to follow "standard errors are".
std::string error_bar_rule(int replicas);

}  // namespace regimes::observables
