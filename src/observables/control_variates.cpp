#include "observables/control_variates.hpp"

#include <algorithm>
#include <cmath>

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

/// A column of the regression: sums over groups of deviations from the mean over queries, and the distances
/// of that mean from what the batches say is the true one.
struct Column {
  std::vector<double> sums;     // [group]
  std::vector<double> offsets;  // [batch]
  double coefficient = 0;       // of the response, once the column is of the orthonormal ones

  void subtract(double factor, const Column& other) {
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] -= factor * other.sums[i];
    for (std::size_t i = 0; i < offsets.size(); ++i) offsets[i] -= factor * other.offsets[i];
  }
  void divide(double by) {
    for (double& value : sums) value /= by;
    for (double& value : offsets) value /= by;
  }
  double offset() const {
    double sum = 0;
    for (const double value : offsets) sum += value;
    return sum / static_cast<double>(offsets.size());
  }
};

/// Regression at one time.
class Regression {
 public:
  Regression(const std::vector<double>& values, int time, int times, const Clusters& clusters,
             const Controls& controls)
      : clusters_(clusters),
        response_(column([&](int query) { return values[at(query, time, times)]; })),
        residuals_(response_.sums) {
    const auto groups = static_cast<std::size_t>(clusters.count());
    const std::size_t count = controls.values.empty() || groups < fewest_groups
                                  ? 0
                                  : std::min(control_count, groups / groups_per_control);
    for (std::size_t c = 0; c < count; ++c) {
      double mean = 0;
      Column next = column([&](int query) { return controls.values[at(query, time, times)][c]; }, &mean);
      for (const auto& batch : controls.means)
        next.offsets.push_back(mean - batch[static_cast<std::size_t>(time)][c]);
      add(std::move(next));
    }
  }

  /// Variance of the mean over queries, groups being independent: e^2 = G/(G - 1) sum_g s_g^2/B^2.
  double grouped_variance() const { return scatter(response_.sums); }

  /// residual sum of squares/(G - 1 - k) (G/B^2 + |offset|^2), and the error of the means of the controls.
  double adjusted_variance() const {
    const double groups = clusters_.count(), queries = clusters_.queries();
    const std::vector<double>& left = residuals_;
    double distance = 0;
    for (const Column& column : columns_) distance += column.offset() * column.offset();
    return dot(left, left) / (groups - 1 - static_cast<double>(columns_.size())) *
               (groups / (queries * queries) + distance) +
           variance_of_means();
  }

  /// By how much the mean is corrected.
  double correction() const {
    double sum = 0;
    for (const Column& column : columns_) sum -= column.coefficient * column.offset();
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
  static std::size_t at(int query, int time, int times) {
    return static_cast<std::size_t>(query) * static_cast<std::size_t>(times) + static_cast<std::size_t>(time);
  }

  template <class Value>
  Column column(const Value& value, double* mean_of = nullptr) const {
    const int queries = clusters_.queries();
    double mean = 0;
    for (int query = 0; query < queries; ++query) mean += value(query) / queries;
    Column made{std::vector<double>(static_cast<std::size_t>(clusters_.count())), {}, 0};
    for (int query = 0; query < queries; ++query)
      made.sums[clusters_.cluster_of(query)] += value(query) - mean;
    if (mean_of != nullptr) *mean_of = mean;
    return made;
  }

  /// Makes a column orthogonal to those before it (Gram-Schmidt, twice, since i and i^2 are nearly parallel),
  /// with its offsets as further rows.
  void add(Column next) {
    const double before = std::sqrt(dot(next.sums, next.sums));
    for (int pass = 0; pass < 2; ++pass)
      for (const Column& column : columns_) next.subtract(dot(column.sums, next.sums), column);
    const double norm = std::sqrt(dot(next.sums, next.sums));
    if (!(norm > dependent * before) || !std::isfinite(norm)) return;
    next.divide(norm);
    next.coefficient = dot(next.sums, response_.sums);
    for (std::size_t g = 0; g < residuals_.size(); ++g) residuals_[g] -= next.coefficient * next.sums[g];
    columns_.push_back(std::move(next));
  }

  double variance_of_means() const {
    if (columns_.empty()) return 0;
    const std::size_t batches = columns_.front().offsets.size();
    double squares = 0;
    for (std::size_t b = 0; b < batches; ++b) {
      double deviation = 0;
      for (const Column& column : columns_)
        deviation += column.coefficient * (column.offsets[b] - column.offset());
      squares += deviation * deviation;
    }
    return squares / static_cast<double>(batches * (batches - 1));
  }

  const Clusters& clusters_;
  Column response_;
  std::vector<double> residuals_;  // [group], of the response
  std::vector<Column> columns_;    // orthonormal
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

VarianceReduction adjust(std::vector<double>& values, int times, const Clusters& clusters,
                         const Controls& controls) {
  require(controls.values.empty() || (controls.values.size() == values.size() && controls.means.size() >= 2),
          "{} values have the controls of {}, with means from {} batches", values.size(),
          controls.values.size(), controls.means.size());
  VarianceReduction reduction;
  for (int time = 0; time < times; ++time) {
    const double mean = mean_over_queries(values, time, times, clusters).mean;
    reduction.plain.push_back(mean);
    reduction.single.push_back(variance_of_single(values, time, times, mean));
    const Regression regression(values, time, times, clusters, controls);
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
      values[static_cast<std::size_t>(query) * static_cast<std::size_t>(times) +
             static_cast<std::size_t>(time)] =
          corrected + widened * left[static_cast<std::size_t>(group)] / clusters.size(group);
    }
  }
  return reduction;
}

}  // namespace regimes::observables
