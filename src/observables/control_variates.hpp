#pragma once
/// Control variates: what queries have whose means are known corrects the means of what is measured.
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "observables/statistics.hpp"

namespace regimes::observables {

/// In the order in which they are taken: where there are few queries, the first ones alone.
inline constexpr std::size_t control_count = 6;
using ControlValues = std::array<double, control_count>;

/// The controls of one query at one time. With the information density i = ln P(x|a)/P(x) of its point x and
/// u = i - ln n, its distance from collapse: 1/(1 + e^{-u}), ln(1 + e^{-u}), |z|^2 - d, |a^mu|^2/2, i, i^2.
ControlValues control_values(double information, double log_points, double noise_excess, double half_norm);

/// The controls of all queries of one replica, for one training-set size, and their means; empty: none.
struct Controls {
  std::vector<ControlValues> values;  ///< [query][time]
  /// Means over sources and noises, estimated in independent batches of equal size, whose scatter is their
  /// error: [batch][time].
  std::vector<std::vector<ControlValues>> means;
};

/// What became of the mean of one observable: variances of the mean over queries at every time, [time].
struct VarianceReduction {
  std::vector<double> plain;     ///< the mean without controls
  std::vector<double> single;    ///< variance as that of so many independent queries
  std::vector<double> grouped;   ///< with queries grouped by source: noises of both signs
  std::vector<double> adjusted;  ///< with controls
};

/// The controls of one replica for regressions of several observables on them: at every time orthonormal
/// columns over the groups of queries of one source.
class ControlBasis {
 public:
  /// Controls may be empty: then values stay what they are.
  ControlBasis(int times, Clusters clusters, const Controls& controls);

  /// Sums over groups of deviations from the mean over queries, and the distances of that mean from what the
  /// batches say is the true one.
  struct Column {
    std::vector<double> sums;     ///< [group]
    std::vector<double> offsets;  ///< [batch]

    double offset() const;  ///< mean over the batches
  };

  int times() const { return static_cast<int>(columns_.size()); }
  const Clusters& clusters() const { return clusters_; }
  const std::vector<Column>& columns(int time) const { return columns_[static_cast<std::size_t>(time)]; }

 private:
  void add(Column next, std::vector<Column>& columns) const;

  Clusters clusters_;
  std::vector<std::vector<Column>> columns_;  // [time]
};

/// Adjusts values [query][time]: least squares on the controls, per time, over the groups of queries of one
/// source. Of the adjusted values the mean is the corrected one, and the deviations from it are widened so
/// that the error of the mean over the groups is that of the regression: its degrees of freedom, the distance
/// of the controls from their means, and the error of these means. So all errors that follow are honest ones.
/// Nothing is adjusted at a time where that does not lower the error or leaves the range of the values.
VarianceReduction adjust(std::vector<double>& values, const ControlBasis& basis);

}  // namespace regimes::observables
