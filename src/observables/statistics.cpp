#include "observables/statistics.hpp"

#include <cmath>
#include <limits>
#include <unordered_map>

namespace regimes::observables {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

double mean_of_means(const std::vector<MeanError>& replicas) {
  double sum = 0;
  for (const MeanError& replica : replicas) sum += replica.mean;
  return sum / static_cast<double>(replicas.size());
}

/// s.d. of the replica means, with 1 / (R - 1).
double scatter_of_means(const std::vector<MeanError>& replicas, double mean) {
  double squares = 0;
  for (const MeanError& replica : replicas) squares += (replica.mean - mean) * (replica.mean - mean);
  return std::sqrt(squares / static_cast<double>(replicas.size() - 1));
}

/// Error of the mean of independent replica means, each with its own query error: sqrt(sum_r e_r^2) / R.
double combined_query_error(const std::vector<MeanError>& replicas) {
  double squares = 0;
  for (const MeanError& replica : replicas) squares += replica.standard_error * replica.standard_error;
  return std::sqrt(squares) / static_cast<double>(replicas.size());
}

}  // namespace

double rounding_of_sums(kernels::Precision precision) {
  return precision == kernels::Precision::fp32 ? float_rounding : double_rounding;
}

double at_least_rounding(double standard_error, double value, double rounding) {
  return std::isnan(standard_error) ? standard_error : std::fmax(standard_error, rounding * std::abs(value));
}

Clusters::Clusters(const std::vector<std::int64_t>& source_index) {
  std::unordered_map<std::int64_t, int> cluster_of_source;
  cluster_of_.reserve(source_index.size());
  for (const std::int64_t source : source_index) {
    const auto [entry, is_new] = cluster_of_source.try_emplace(source, count());
    if (is_new) sizes_.push_back(0);
    ++sizes_[entry->second];
    cluster_of_.push_back(entry->second);
  }
}

// Var(mean) = G/(G-1) sum_g (sum_{b in g} (x_b - mean))^2 / B^2 over G clusters; with one query each it is
// s^2 / B.
// Times lie side by side, so that their sums need not wait for each other.
std::vector<MeanError> means_over_queries(const std::vector<double>& values, int times,
                                          const Clusters& clusters) {
  const auto width = static_cast<std::size_t>(times), groups = static_cast<std::size_t>(clusters.count());
  const int queries = clusters.queries();
  std::vector<double> mean(width, 0.), residuals(groups * width, 0.), squares(width, 0.);
  for (int query = 0; query < queries; ++query) {
    const double* const row = values.data() + static_cast<std::size_t>(query) * width;
    for (std::size_t time = 0; time < width; ++time) mean[time] += row[time];
  }
  for (double& sum : mean) sum /= queries;
  for (int query = 0; query < queries; ++query) {
    const double* const row = values.data() + static_cast<std::size_t>(query) * width;
    double* const residual = residuals.data() + static_cast<std::size_t>(clusters.cluster_of(query)) * width;
    for (std::size_t time = 0; time < width; ++time) residual[time] += row[time] - mean[time];
  }
  for (std::size_t group = 0; group < groups; ++group)
    for (std::size_t time = 0; time < width; ++time)
      squares[time] += residuals[group * width + time] * residuals[group * width + time];
  const double count = clusters.count();
  std::vector<MeanError> means;
  for (std::size_t time = 0; time < width; ++time)
    means.push_back({mean[time], clusters.count() < 2
                                     ? not_a_number
                                     : std::sqrt(count / (count - 1) * squares[time]) / queries});
  return means;
}

MeanError mean_over_queries(const std::vector<double>& values, const Clusters& clusters) {
  return means_over_queries(values, 1, clusters).front();
}

MeanError mean_over_replicas(const std::vector<MeanError>& replicas, double* scatter) {
  if (scatter) *scatter = not_a_number;
  if (replicas.empty()) return {not_a_number, not_a_number};
  const double mean = mean_of_means(replicas);
  const int count = static_cast<int>(replicas.size());
  if (count >= replicas_for_scatter_error) return {mean, scatter_of_means(replicas, mean) / std::sqrt(count)};
  if (count > 1 && scatter) *scatter = scatter_of_means(replicas, mean);
  return {mean, combined_query_error(replicas)};
}

Curve mean_curve(const std::vector<const std::vector<double>*>& values, const std::vector<Clusters>& clusters,
                 int times, double rounding) {
  Curve curve{std::vector<double>(times), std::vector<double>(times), std::vector<double>(times), {}, {}};
  std::vector<std::vector<MeanError>> of_replica;
  for (std::size_t r = 0; r < values.size(); ++r)
    of_replica.push_back(means_over_queries(*values[r], times, clusters[r]));
  std::vector<MeanError> replicas(values.size());
  for (int time = 0; time < times; ++time) {
    for (std::size_t r = 0; r < values.size(); ++r)
      replicas[r] = of_replica[r][static_cast<std::size_t>(time)];
    const MeanError result = mean_over_replicas(replicas, &curve.replica_scatter[time]);
    curve.mean[time] = result.mean;
    curve.standard_error[time] = at_least_rounding(result.standard_error, result.mean, rounding);
  }
  return curve;
}

std::string error_bar_rule(int replicas) {
  if (replicas <= 0) return "none, because no replica is complete";
  if (replicas == 1) {
    return "the s.d. over queries / sqrt(queries), with queries of one source as one cluster; conditional on "
           "this one data set";
  }
  if (replicas >= replicas_for_scatter_error) return "the s.d. over replica means / sqrt(replicas)";
  return "the query error (s.d. over queries / sqrt(queries), with queries of one source as one cluster), "
         "combined over the replicas; "
         "conditional on these data sets, and the s.d. of the replica means stands apart in "
         "*_replica_scatter";
}

}  // namespace regimes::observables
