#pragma once
/// First and second moments of points, for sources that use Eigen.
#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "datasets/training_set.hpp"
#include "kernels/bytes/byte_moments.hpp"

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

  /// Adds this rank's rows [first, last) of a set, of bytes as exact sums of integers.
  void add(const TrainingSet& set, std::int64_t first, std::int64_t last) {
    constexpr std::int64_t fewest_rows = 256;  // of fewer, turning integers into sums takes longer
    const kernels::StoredPoints* const bytes = set.own_bytes();
    if (bytes && last - first >= fewest_rows && kernels::has_byte_moments(*bytes))
      add(kernels::byte_moments(*bytes, first, last), bytes->byte_scale(), last - first);
    else
      set.visit_own_rows(first, last, [this](std::span<const double> rows) { add(rows); });
  }

  const std::vector<double>& values() const { return values_; }

 private:
  // Relative to the shift a point is a - m = s (k - b - f), with integers b near (c + m)/s, and what is left
  // of these, f: sums of k - b are exact, and nothing is large in
  //     sum (k - b - f)(k - b - f)^T = sum (k - b)(k - b)^T - f S^T - S f^T + n f f^T,  S = sum (k - b).
  void add(const kernels::ByteMoments& moments, const kernels::ByteScale& scale, std::int64_t count) {
    std::vector<std::int64_t> near;  // b
    std::vector<double> rest;        // f
    for (Eigen::Index k = 0; k < dimension_; ++k) {
      const double place = (scale.center[static_cast<std::size_t>(k)] + shift_(k)) / scale.scale;
      near.push_back(std::llrint(place));
      rest.push_back(place - static_cast<double>(near.back()));
    }
    const auto n = static_cast<double>(count);
    const auto d = static_cast<std::size_t>(dimension_);
    std::vector<std::int64_t> sums(d);
    for (std::size_t i = 0; i < d; ++i) {
      sums[i] = moments.sums[i] - count * near[i];
      values_[i] += scale.scale * (static_cast<double>(sums[i]) - n * rest[i]);
    }
    for (std::size_t j = 0; j < d; ++j) {
      double* const column = values_.data() + d + j * d;
      for (std::size_t i = j; i < d; ++i) {
        const std::int64_t products =
            moments.products[j * d + i] - near[i] * moments.sums[j] - near[j] * sums[i];
        column[i] += scale.scale * scale.scale *
                     (static_cast<double>(products) - rest[i] * static_cast<double>(sums[j]) -
                      rest[j] * static_cast<double>(sums[i]) + n * rest[i] * rest[j]);
      }
    }
  }

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
