#pragma once
/// A training set as one rank sees it: its share of the points for the sweep, and single points for queries.
#include <cstdint>
#include <optional>
#include <vector>

#include "datasets/stored_shard.hpp"
#include "kernels/deal.hpp"
#include "kernels/points.hpp"
#include "kernels/sweep.hpp"
#include "parallel/communicator.hpp"

namespace regimes::datasets {

class TrainingSet {
 public:
  /// Points that are functions of their index. Stored: this rank's rows are generated once and kept in
  /// memory.
  TrainingSet(const kernels::ProceduralPoints& law, std::int64_t count, bool store,
              const kernels::Deal& deal);
  /// Points read from a file; the rows move into the memory of the sweep.
  TrainingSet(StoredSet set, const kernels::Deal& deal);

  const kernels::PointSource& points() const { return points_; }
  std::int64_t count() const { return count_; }
  int dimension() const { return dimension_; }

  /// Label value of every class position; empty: no classes.
  const std::vector<int>& class_values() const { return class_values_; }
  /// Class position of any point; -1 without classes.
  int class_of(std::int64_t index) const;

  /// What was subtracted from the points after scaling, [coordinate]; 0 for synthetic laws.
  const std::vector<double>& center() const { return center_; }
  /// Where the file has a point, counted from 0; of synthetic laws the index itself.
  std::int64_t file_row(std::int64_t index) const { return law_ ? index : file_row_[index]; }

  /// Coordinates of the points of these indices, [i][coordinate], on every rank. Collective.
  std::vector<float> rows(const std::vector<std::int64_t>& indices, const kernels::Deal& deal,
                          const parallel::Communicator& communicator) const;

  /// The largest |a|^2 of the set; of a law, what no point exceeds but with probability 1e-6 or less.
  /// Collective.
  double largest_norm_squared(const parallel::Communicator& communicator) const;

 private:
  std::int64_t count_;
  int dimension_;
  std::optional<kernels::ProceduralPoints> law_;
  std::vector<std::int32_t> class_of_;  // of points from files
  std::vector<int> class_values_;
  std::vector<double> center_;          // [coordinate]
  std::vector<std::int64_t> file_row_;  // of points from files
  kernels::PointSource points_;
};

}  // namespace regimes::datasets
