#pragma once
/// The points of a file: which rows they are, and how the numbers of a row become coordinates.
///
///     a_k = scale value_k - center_k,   center = scale m,   m about (sum of values) / count
///
/// with the mean over the selected points and coordinates (scalar; where a mean of each coordinate saves two
/// bits or more: mean), over the points (mean), or 0 (none).
/// m is that mean, rounded to a sixteenth of the range of the values or less, a power of two: values of few
/// bits, such as bytes, keep them when m is subtracted. Nothing that is measured depends on m but digits.
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "datasets/equal_points.hpp"
#include "datasets/file_source.hpp"
#include "kernels/stored_points.hpp"
#include "parallel/communicator.hpp"

namespace regimes::datasets {

/// What a source offers, whatever its selection.points says.
struct FileShape {
  std::int64_t points = 0;  ///< of the selected classes, at most per_class of each
  int dimension = 0;
  std::vector<std::int64_t> axes = {};  ///< of a point: (3, 32, 32) of colour images, say
  std::string letters = {};             ///< of RowAxes
  bool any_order = true;                ///< RowAccess::any_order
  bool holds_bytes = false;             ///< RowAccess::holds_bytes
};

/// Looks at headers and labels. Errors: those of open_rows(), labelled_rows() and select_points().
FileShape file_shape(const FileSource& source);

/// How far points lie from 0 at most, and from the numbers that stand for them.
struct PointExtent {
  double norm_squared = 0;  ///< largest |a|^2
  double rounding = 0;      ///< largest |a - a in float numbers|

  void take(const PointExtent& other);
  /// Collective.
  PointExtent of_all(const parallel::Communicator& communicator) const;
};

/// Values of the file by column, over selected rows, and the rows' hashes.
struct ColumnStatistics {
  std::vector<double> sums;             ///< [part][column], zeros for parts that were not read
  std::vector<double> lowest, highest;  ///< [column]
  std::vector<RowHash> hashes;
};

/// Points have the same bits on any number of ranks: sums are taken over fixed parts of the file, and these
/// are added in their order. Sums of bytes are exact.
class FilePoints {
 public:
  /// Reads all selected rows once, to check and to sum them. Errors: those of file_shape(); UsageError for a
  /// scale out of the range of floats; DataError, with row and column, for values that are not finite or
  /// that the scale takes out of that range.
  FilePoints(const FileSource& source, std::uint64_t seed, std::uint32_t replica);
  /// Points read collectively: ranks share the parts of the file. If one fails, all throw its error.
  FilePoints(const FileSource& source, std::uint64_t seed, std::uint32_t replica,
             const parallel::Communicator& communicator);

  std::int64_t count() const { return selection_.points; }
  int dimension() const { return reader_->dimension(); }
  /// Classes and rows in the file of all points, as Selection has them.
  const std::vector<std::int32_t>& class_of() const { return selection_.class_of; }
  const std::vector<int>& class_values() const { return selection_.class_values; }
  const std::vector<std::int64_t>& file_row() const { return selection_.file_row; }
  const std::vector<double>& center() const { return center_; }  ///< [d], what is subtracted
  const std::vector<double>& mean() const { return mean_; }      ///< [d], of the points
  Centering centering() const { return centering_; }             ///< scalar, unless it has become mean
  bool holds_bytes() const { return reader_->holds_bytes(); }
  kernels::ByteScale byte_scale() const { return {scale_, center_}; }
  /// Points equal in the file.
  const EqualPoints& equals() const { return equals_; }

  /// out[i] = coordinates of the point of indices[i], in any order: rows are read as they lie in the file.
  /// Returns what that rounds off: the extent of these points. One thread at a time. T: float or double, or,
  /// of holds_bytes() points, their bytes, which byte_scale() makes coordinates.
  template <class T>
  PointExtent read(std::span<const std::int64_t> indices, T* out) const;

  /// Whether windows of points, in their order, can be read for about the cost of their bytes.
  bool suits_windows() const { return reader_->any_order() || order_ == RowOrder::file; }

  /// The extent of all points, as T numbers. Reads them once, shared. Collective.
  template <class T>
  PointExtent extent(const parallel::Communicator& communicator) const;

 private:
  void open(const FileSource& source, std::uint64_t seed, std::uint32_t replica);
  std::int64_t parts() const;
  std::vector<std::int64_t> selected_rows(std::int64_t part) const;
  ColumnStatistics statistics(std::int64_t first_part, std::int64_t last_part) const;
  void settle(const ColumnStatistics& all, Centering centering,
              const std::vector<std::vector<std::int64_t>>& equal_rows);
  void keep_equals(const std::vector<std::vector<std::int64_t>>& equal_rows);
  template <class T>
  PointExtent make_point(std::int64_t row, std::span<const double> values, T* out) const;
  [[noreturn]] void refuse(std::int64_t row, std::size_t column, double value) const;

  std::string name_;  ///< "--train-file 'FILE'"
  double scale_ = 1;
  RowOrder order_ = RowOrder::permuted;
  std::unique_ptr<RowReader> reader_;
  Selection selection_;
  std::vector<bool> is_selected_;  ///< [row of the file]; empty: the first `points` are
  Centering centering_ = Centering::none;
  std::vector<double> center_, mean_;
  EqualPoints equals_;
};

}  // namespace regimes::datasets
