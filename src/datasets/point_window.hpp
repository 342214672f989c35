#pragma once
/// A bounded part of this rank's shard of a file in the memory of the sweep, refilled as a pass goes on.
/// While one part is swept, the next is read.
#include <cstdint>
#include <functional>
#include <future>
#include <span>
#include <variant>
#include <vector>

#include "datasets/file_points.hpp"
#include "kernels/partition.hpp"
#include "kernels/stored_points.hpp"

namespace regimes::datasets {

class PointWindow {
 public:
  /// At most about window_bytes for the part in memory and the one that is read; at least one block of
  /// points. Reads nothing yet. Coordinates are bytes of such points only.
  PointWindow(FilePoints points, const kernels::Partition& partition, std::int64_t window_bytes,
              kernels::Coordinates coordinates = kernels::Coordinates::fp32);
  PointWindow(const PointWindow&) = delete;
  PointWindow& operator=(const PointWindow&) = delete;

  /// What a sweep is made of: always the rows of the current part.
  const kernels::StoredPoints& points() const { return memory_; }
  /// Tiles of a part: the same on every rank.
  std::int64_t tiles() const { return memory_.rows() / kernels::tile_points; }
  /// The partition with which a sweep finds the points of this part in memory.
  kernels::Partition partition(std::int64_t part) const;

  /// Fetches a part, unless it is there, and starts to read the one after it. Errors: those of
  /// FilePoints::read.
  void hold(std::int64_t part);
  /// Calls visit(coordinates) for these points in their order, some at a time, with coordinates as those of a
  /// part are, once nothing else is being read. Memory: that of reading a part of as many points.
  void visit(std::span<const std::int64_t> indices,
             const std::function<void(std::span<const double>)>& visit);

  /// FilePoints::extent, likewise. Collective.
  PointExtent extent(const parallel::Communicator& communicator);

  int class_of(std::int64_t index) const { return file_.class_of()[index]; }

 private:
  using Rows = std::variant<std::vector<float>, std::vector<double>, std::vector<std::uint8_t>>;
  Rows read_rows(std::span<const std::int64_t> indices) const;
  std::vector<std::int64_t> indices_of(std::int64_t part) const;
  void start_reading(std::int64_t part);

  FilePoints file_;
  kernels::Partition partition_;
  kernels::StoredPoints memory_;
  std::int64_t held_ = -1;     // part in memory
  std::int64_t pending_ = -1;  // part that next_ will give
  std::future<Rows> next_;
};

}  // namespace regimes::datasets
