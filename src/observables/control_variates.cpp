#include "observables/control_variates.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/contract.hpp"
#include "observables/point_observables.hpp"

namespace regimes::observables {
namespace {

/// Groups of queries for each control: coefficients are fitted on the same queries.
constexpr std::size_t groups_per_control = 8;
/// With fewer groups there is no regression.
constexpr std::size_t fewest_groups = 16;
/// A control that others have already taken in has no more left than this, relative to itself.
constexpr double dependent = 1e-6;

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

using Column = ControlBasis::Column;

void subtract(double factor, const Column& other, Column& from) {
  for (std::size_t i = 0; i < from.sums.size(); ++i) from.sums[i] -= factor * other.sums[i];
  for (std::size_t i = 0; i < from.offsets.size(); ++i) from.offsets[i] -= factor * other.offsets[i];
}

void divide(Column& column, double by) {
  for (double& value : column.sums) value /= by;
  for (double& value : column.offsets) value /= by;
}

std::size_t at(int query, int time, int times) {
  return static_cast<std::size_t>(query) * static_cast<std::size_t>(times) + static_cast<std::size_t>(time);
}

/// value(query), less its mean over queries, summed over the queries of each group.
template <class Value>
std::vector<double> group_sums(const Clusters& clusters, double mean, const Value& value) {
  std::vector<double> sums(static_cast<std::size_t>(clusters.count()));
  for (int query = 0; query < clusters.queries(); ++query)
    sums[static_cast<std::size_t>(clusters.cluster_of(query))] += value(query) - mean;
  return sums;
}

template <class Value>
double mean_of(const Clusters& clusters, const Value& value) {
  double mean = 0;
  for (int query = 0; query < clusters.queries(); ++query) mean += value(query) / clusters.queries();
  return mean;
}

/// Regression at one time.
class Regression {
 public:
  Regression(const std::vector<double>& values, int time, const ControlBasis& basis)
      : clusters_(basis.clusters()), columns_(basis.columns(time)) {
    const auto value = [&](int query) { return values[at(query, time, basis.times())]; };
    response_ = group_sums(clusters_, mean_of(clusters_, value), value);
    residuals_ = response_;
    for (const Column& column : columns_) {
      const double coefficient = dot(column.sums, response_);
      for (std::size_t g = 0; g < residuals_.size(); ++g) residuals_[g] -= coefficient * column.sums[g];
      coefficients_.push_back(coefficient);
    }
  }

  /// Variance of the mean over queries, groups being independent: e^2 = G/(G - 1) sum_g s_g^2/B^2.
  double grouped_variance() const { return scatter(response_); }

  /// residual sum of squares/(G - 1 - k) (G/B^2 + |offset|^2), and the error of the means of the controls.
  double adjusted_variance() const {
    const double groups = clusters_.count(), queries = clusters_.queries();
    double distance = 0;
    for (const Column& column : columns_) distance += column.offset() * column.offset();
    return dot(residuals_, residuals_) / (groups - 1 - static_cast<double>(columns_.size())) *
               (groups / (queries * queries) + distance) +
           variance_of_means();
  }

  /// By how much the mean is corrected.
  double correction() const {
    double sum = 0;
    for (std::size_t c = 0; c < columns_.size(); ++c) sum -= coefficients_[c] * columns_[c].offset();
    return sum;
  }

  /// The deviation of each group that no control explains, as a sum over its queries.
  const std::vector<double>& residuals() const { return residuals_; }

  double scatter(const std::vector<double>& sums) const {
    const double groups = clusters_.count(), queries = clusters_.queries();
    return groups / (groups - 1) * dot(sums, sums) / (queries * queries);
  }
  bool has_controls() const { return !columns_.empty(); }

 private:
  double variance_of_means() const {
    if (columns_.empty()) return 0;
    const std::size_t batches = columns_.front().offsets.size();
    double squares = 0;
    for (std::size_t b = 0; b < batches; ++b) {
      double deviation = 0;
      for (std::size_t c = 0; c < columns_.size(); ++c)
        deviation += coefficients_[c] * (columns_[c].offsets[b] - columns_[c].offset());
      squares += deviation * deviation;
    }
    return squares / static_cast<double>(batches * (batches - 1));
  }

  const Clusters& clusters_;
  const std::vector<Column>& columns_;        // orthonormal
  std::vector<double> response_, residuals_;  // [group]
  std::vector<double> coefficients_;          // [column]
};

double variance_of_single(const std::vector<double>& values, int time, int times, double mean) {
  double squares = 0;
  const std::size_t width = static_cast<std::size_t>(times), queries = values.size() / width;
  for (std::size_t i = static_cast<std::size_t>(time); i < values.size(); i += width)
    squares += (values[i] - mean) * (values[i] - mean);
  return squares / static_cast<double>((queries - 1) * queries);
}

bool is_in_range(const std::vector<double>& values, int time, int times, double mean) {
  double low = HUGE_VAL, high = -HUGE_VAL;
  for (std::size_t i = static_cast<std::size_t>(time); i < values.size();
       i += static_cast<std::size_t>(times)) {
    low = std::min(low, values[i]);
    high = std::max(high, values[i]);
  }
  return low < mean && mean < high;
}

}  // namespace

ControlValues control_values(double information, double log_points, double noise_excess, double half_norm) {
  const double gap = information - log_points, above = softplus(-gap);
  return {std::exp(-above), above, noise_excess, half_norm, information, information * information};
}

double ControlBasis::Column::offset() const {
  double sum = 0;
  for (const double value : offsets) sum += value;
  return sum / static_cast<double>(offsets.size());
}

ControlBasis::ControlBasis(int times, Clusters clusters, const Controls& controls)
    : clusters_(std::move(clusters)), columns_(static_cast<std::size_t>(times)) {
  const std::size_t states = static_cast<std::size_t>(clusters_.queries()) * columns_.size();
  require(controls.values.empty() || (controls.values.size() == states && controls.means.size() >= 2),
          "{} values have the controls of {}, with means from {} batches", states, controls.values.size(),
          controls.means.size());
  const auto groups = static_cast<std::size_t>(clusters_.count());
  if (controls.values.empty() || groups < fewest_groups) return;
  const std::size_t count = std::min(control_count, groups / groups_per_control);
  for (int time = 0; time < times; ++time)
    for (std::size_t c = 0; c < count; ++c) {
      const auto value = [&](int query) { return controls.values[at(query, time, times)][c]; };
      const double mean = mean_of(clusters_, value);
      Column next{group_sums(clusters_, mean, value), {}};
      for (const auto& batch : controls.means)
        next.offsets.push_back(mean - batch[static_cast<std::size_t>(time)][c]);
      add(std::move(next), columns_[static_cast<std::size_t>(time)]);
    }
}

/// Makes a column orthogonal to those before it (Gram-Schmidt, twice, since i and i^2 are nearly parallel),
/// with its offsets as further rows.
void ControlBasis::add(Column next, std::vector<Column>& columns) const {
  const double before = std::sqrt(dot(next.sums, next.sums));
  for (int pass = 0; pass < 2; ++pass)
    for (const Column& column : columns) subtract(dot(column.sums, next.sums), column, next);
  const double norm = std::sqrt(dot(next.sums, next.sums));
  if (!(norm > dependent * before) || !std::isfinite(norm)) return;
  divide(next, norm);
  columns.push_back(std::move(next));
}

VarianceReduction adjust(std::vector<double>& values, const ControlBasis& basis) {
  const Clusters& clusters = basis.clusters();
  const int times = basis.times();
  require(values.size() == static_cast<std::size_t>(clusters.queries()) * static_cast<std::size_t>(times),
          "{} values belong to {} queries at {} times", values.size(), clusters.queries(), times);
  const std::vector<MeanError> means = means_over_queries(values, times, clusters);
  VarianceReduction reduction;
  for (int time = 0; time < times; ++time) {
    const double mean = means[static_cast<std::size_t>(time)].mean;
    reduction.plain.push_back(mean);
    reduction.single.push_back(variance_of_single(values, time, times, mean));
    const Regression regression(values, time, basis);
    const double grouped = regression.grouped_variance(), adjusted = regression.adjusted_variance();
    reduction.grouped.push_back(grouped);
    reduction.adjusted.push_back(grouped);
    const double corrected = mean + regression.correction();
    if (!regression.has_controls() || !(adjusted < grouped) || !is_in_range(values, time, times, corrected))
      continue;
    const std::vector<double>& left = regression.residuals();
    if (regression.scatter(left) == 0) continue;
    reduction.adjusted.back() = adjusted;
    const double widened = std::sqrt(adjusted / regression.scatter(left));
    for (int query = 0; query < clusters.queries(); ++query) {
      const int group = clusters.cluster_of(query);
      values[at(query, time, times)] =
          corrected + widened * left[static_cast<std::size_t>(group)] / clusters.size(group);
    }
  }
  return reduction;
}

}  // namespace regimes::observables
