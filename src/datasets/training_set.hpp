#pragma once
/// A training set as one rank sees it: its share of the points for the sweep, and single points for queries.
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "datasets/point_window.hpp"
#include "datasets/stored_shard.hpp"
#include "kernels/partition.hpp"
#include "kernels/points.hpp"
#include "parallel/communicator.hpp"

namespace regimes::datasets {

/// Memory for the points of a file, per rank: shards above it are read again in every pass, part by part.
inline constexpr std::int64_t usual_window_bytes = std::int64_t{64} << 20;
/// Any shard is held in memory.
inline constexpr std::int64_t no_window = std::numeric_limits<std::int64_t>::max();
/// None is, but a block of points at a time: for those who look at the points of a file and do not sweep
/// them.
inline constexpr std::int64_t one_block_window = 0;

class TrainingSet {
 public:
  /// Points that are functions of their index. Stored: this rank's rows are generated once and kept in
  /// memory. mean: see mean().
  TrainingSet(const kernels::ProceduralPoints& law, std::int64_t count, bool store,
              const kernels::Partition& partition, std::vector<double> mean = {});
  /// Points in memory; the rows move into that of the sweep.
  TrainingSet(const StoredSet& set, const kernels::Partition& partition);
  /// Points of a file. A shard of up to window_bytes is read now and kept, and so is one whose file does not
  /// suit windows (FilePoints::suits_windows), but for one_block_window. Of larger ones a window is in memory
  /// at a time, and every pass goes through for_tiles(). Collective: if reading fails on one rank, all throw.
  /// Errors: those of FilePoints.
  TrainingSet(FilePoints points, const kernels::Partition& partition,
              const parallel::Communicator& communicator, std::int64_t window_bytes = no_window,
              kernels::Coordinates coordinates = kernels::Coordinates::fp32);

  /// What sweeps are made of. Where points are read part by part, they are those that
  /// for_tiles() has fetched last.
  const kernels::PointSource& points() const { return points_; }
  std::int64_t count() const { return count_; }
  int dimension() const { return dimension_; }
  /// Whether this set is read from its file in every pass.
  bool is_windowed() const { return window_ != nullptr; }

  /// Calls run(partition, first, last) for consecutive parts of this rank's tiles [first_tile, last_tile), as
  /// they come into memory; a sweep runs over them with that partition. The parts are the same on every rank.
  /// Not collective. Errors: those of FilePoints::read.
  using RunTiles = std::function<void(const kernels::Partition&, std::int64_t first, std::int64_t last)>;
  void for_tiles(std::int64_t first_tile, std::int64_t last_tile, const RunTiles& run);

  /// Label value of every class position; empty: no classes.
  const std::vector<int>& class_values() const { return class_values_; }
  /// Class position of any point; -1 without classes.
  int class_of(std::int64_t index) const;

  /// What was subtracted from the points after scaling, [coordinate]; 0 for synthetic laws.
  const std::vector<double>& center() const { return center_; }
  /// Where the file has a point, counted from 0; of synthetic laws the index itself; -1 of no point.
  std::int64_t file_row(std::int64_t index) const {
    return index < 0 || file_row_.empty() ? index : file_row_[index];
  }
  /// One above every file_row().
  std::int64_t end_of_rows() const;
  /// Points that have equals in their file; none of synthetic laws.
  const EqualPoints& equals() const { return equals_; }
  /// What the points of a file are centred by; none of synthetic laws.
  Centering centering() const { return centering_; }
  /// Whether coordinates are those of a file in float numbers: what meets them is rounded likewise, so that
  /// copies stay copies.
  bool is_rounded() const { return is_rounded_; }
  /// Whether points are kept as the bytes of their file: they are then exact.
  bool holds_bytes() const { return holds_bytes_; }
  /// This rank's rows where they are bytes in memory; null elsewhere.
  const kernels::StoredPoints* own_bytes() const { return holds_bytes_ && shard_ ? &*shard_ : nullptr; }
  /// Coordinates of the points of these indices, [i][coordinate], on every rank. Collective.
  std::vector<double> rows(const std::vector<std::int64_t>& indices, const kernels::Partition& partition,
                           const parallel::Communicator& communicator) const;

  /// Calls visit(rows) with the coordinates of this rank's rows [first, last), in their order, some rows at a
  /// time; procedural points are made.
  void visit_own_rows(std::int64_t first, std::int64_t last,
                      const std::function<void(std::span<const double>)>& visit) const;
  /// [d], of all points of a file or of the law of synthetic ones, for sums that must not lose digits to an
  /// offset; empty where it was not given.
  const std::vector<double>& mean() const { return mean_; }

  /// The largest |a|^2 of the set, of a law what no point exceeds but with probability 1e-6 or less, and
  /// what is lost where coordinates are float numbers, the points of a law excepted, which are such.
  /// Collective.
  PointExtent extent(const parallel::Communicator& communicator) const;

 private:
  std::int64_t count_;
  int dimension_;
  kernels::Partition partition_;
  std::optional<kernels::ProceduralPoints> law_;
  std::optional<kernels::StoredPoints> shard_;  // of points in memory
  std::unique_ptr<PointWindow> window_;         // of points read part by part
  std::vector<std::int32_t> class_of_;          // of points from files that have labels
  std::vector<int> class_values_;
  std::vector<double> center_, mean_;
  PointExtent own_extent_;  // of stored points
  EqualPoints equals_;
  Centering centering_ = Centering::none;
  bool is_rounded_ = false, holds_bytes_ = false;
  std::vector<std::int64_t> file_row_;  // of points from files; empty: the index
  kernels::PointSource points_;
};

}  // namespace regimes::datasets
