#pragma once
/// Training sets that are read from files and held in memory, each rank with its own shard.
#include <cstdint>
#include <string>
#include <vector>

#include "datasets/centering.hpp"
#include "datasets/selection.hpp"
#include "kernels/deal.hpp"
#include "parallel/communicator.hpp"

namespace regimes::datasets {

struct IdxSource {
  std::string train_file;
  std::string labels_file;  ///< empty: none
  IdxSelection selection;
  double scale = 1;  ///< multiplies the bytes of the file
  Centering centering = Centering::scalar;
};

/// What a source offers, whatever its selection.points says.
struct IdxShape {
  std::int64_t points = 0;  ///< of the selected classes, at most per_class of each
  int dimension = 0;
};

struct StoredSet {
  std::int64_t points = 0;             ///< n, on all ranks together
  int dimension = 0;                   ///< d
  std::vector<float> rows;             ///< this rank's points, d numbers each, where Deal::local_row says
  std::vector<std::int32_t> class_of;  ///< [mu] of all n points: an index into class_values; 0 without labels
  std::vector<int> class_values;       ///< label values, ascending; empty without labels
  std::vector<double> center;          ///< [d], what was subtracted
  std::vector<std::int64_t> file_row;  ///< [mu], where the file has the point
};

/// Looks at the files without keeping them. Errors: those of IdxReader, read_idx_labels and select_points.
IdxShape idx_shape(const IdxSource& source);

/// This rank's shard. Coordinate k of point mu is byte * scale - center[k], with center from exact integer
/// sums over all selected points: a point has the same bits on any number of ranks. Not collective: every
/// rank streams the files and keeps its own rows, memory n d / ranks floats. Errors: those of IdxReader,
/// read_idx_labels and select_points; UsageError where the scale takes bytes out of the range of floats.
StoredSet read_idx_set(const IdxSource& source, std::uint64_t seed, std::uint32_t replica,
                       const kernels::Deal& deal);

/// The same, collectively: if any rank fails, for a file that only its machine lacks, say, all throw.
StoredSet read_idx_set(const IdxSource& source, std::uint64_t seed, std::uint32_t replica,
                       const kernels::Deal& deal, const parallel::Communicator& communicator);

}  // namespace regimes::datasets
