#pragma once
/// First and second moments of points, for sources that use Eigen.
#include <Eigen/Dense>
#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace regimes::datasets {

/// sum a and sum a a^T over rows of a shard, with a relative to a fixed shift; both in one array, so that
/// ranks add them at once.
class Moments {
 public:
  Moments(Eigen::Index dimension, Eigen::VectorXd shift)
      : dimension_(dimension), shift_(std::move(shift)), values_((dimension + 1) * dimension, 0.) {}

  /// Adds rows, one after another. Only the lower triangle of sum a a^T is formed.
  void add(std::span<const double> rows) {
    constexpr Eigen::Index chunk_rows = 256;  // so that their copy in double stays in cache
    using Chunk = Eigen::Map<const Eigen::MatrixXd>;
    const Eigen::Index last = static_cast<Eigen::Index>(rows.size()) / dimension_;
    for (Eigen::Index row = 0; row < last; row += chunk_rows) {
      const Eigen::Index count = std::min(chunk_rows, last - row);
      const Eigen::MatrixXd chunk =
          Chunk(rows.data() + row * dimension_, dimension_, count).colwise() - shift_;
      // Summed in memory of Eigen's own: the order of sums would depend on where `values_` happens to lie.
      const Eigen::VectorXd sum = chunk.rowwise().sum();
      Eigen::Map<Eigen::VectorXd>(values_.data(), dimension_) += sum;
      Eigen::Map<Eigen::MatrixXd>(values_.data() + dimension_, dimension_, dimension_)
          .selfadjointView<Eigen::Lower>()
          .rankUpdate(chunk);
    }
  }

  const std::vector<double>& values() const { return values_; }

 private:
  Eigen::Index dimension_;
  Eigen::VectorXd shift_;
  std::vector<double> values_;  ///< [d] sums, then [d][d] sums of products
};

/// The lower triangle of the covariance sum a a^T / n - m m^T, m = sum a / n, of moments of n points.
inline Eigen::MatrixXd lower_covariance(const std::vector<double>& moments, Eigen::Index dimension,
                                        double n) {
  const Eigen::VectorXd mean = Eigen::Map<const Eigen::VectorXd>(moments.data(), dimension) / n;
  Eigen::MatrixXd covariance =
      Eigen::Map<const Eigen::MatrixXd>(moments.data() + dimension, dimension, dimension) / n;
  covariance.selfadjointView<Eigen::Lower>().rankUpdate(mean, -1);
  return covariance;
}

}  // namespace regimes::datasets
