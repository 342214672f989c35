#pragma once
/// Training sets that are held in memory, each rank with its own shard.
#include <cstdint>
#include <vector>

#include "datasets/file_points.hpp"
#include "kernels/partition.hpp"
#include "kernels/stored_points.hpp"
#include "parallel/communicator.hpp"

namespace regimes::datasets {

struct StoredSet {
  std::int64_t points = 0;  ///< n, on all ranks together
  int dimension = 0;        ///< d
  std::vector<float> rows;  ///< this rank's points, d numbers each, where Partition::local_row says
  std::vector<std::int32_t> class_of;  ///< [mu] of all n points: an index into class_values; empty without
  std::vector<int> class_values;       ///< label values, ascending; empty without labels
  std::vector<double> center;          ///< [d], what was subtracted
  std::vector<std::int64_t> file_row;  ///< [mu], where the file has the point; empty: mu
  PointExtent extent;                  ///< of this rank's points
  EqualPoints equals;
  std::vector<double> mean;  ///< [d], of all points; for sums that must not lose digits to an offset
};

/// Global indices of this rank's rows [first, last), which it has.
std::vector<std::int64_t> owned_points(const kernels::Partition& partition, std::int64_t first,
                                       std::int64_t last);

/// class_of[index] of these points; empty without classes.
std::vector<std::int32_t> classes_of(const std::vector<std::int64_t>& indices,
                                     const std::vector<std::int32_t>& class_of);

/// Room for so many rows of the points of a file.
kernels::StoredPoints room_for(const FilePoints& points, std::int64_t rows, kernels::Coordinates coordinates);

/// This rank's shard. Memory: n d / ranks numbers. Errors: those of FilePoints.
StoredSet read_shard(const FilePoints& points, const kernels::Partition& partition);

/// The points of a file, read by one process or, with a communicator, collectively: if any rank fails, for a
/// file that only its machine lacks, say, all throw. Errors: those of FilePoints.
StoredSet read_file_set(const FileSource& source, std::uint64_t seed, std::uint32_t replica,
                        const kernels::Partition& partition);
StoredSet read_file_set(const FileSource& source, std::uint64_t seed, std::uint32_t replica,
                        const kernels::Partition& partition, const parallel::Communicator& communicator);

}  // namespace regimes::datasets
