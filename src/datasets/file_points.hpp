#pragma once
/// The points of a file: which rows they are, and how the numbers of a row become coordinates.
///
///     a_k = scale value_k - center_k,   center = scale (sum of values) / count
///
/// with the mean over the selected points and coordinates (scalar), over the points (mean), or 0 (none).
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "datasets/file_source.hpp"
#include "parallel/communicator.hpp"

namespace regimes::datasets {

/// What a source offers, whatever its selection.points says.
struct FileShape {
  std::int64_t points = 0;  ///< of the selected classes, at most per_class of each
  int dimension = 0;
  std::vector<std::int64_t> axes = {};  ///< of a point: (3, 32, 32) of colour images, say
};

/// Looks at headers and labels. Errors: those of open_rows(), labelled_rows() and select_points().
FileShape file_shape(const FileSource& source);

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

  /// out[i] = coordinates of the point of indices[i], in any order: rows are read as they lie in the file.
  /// One thread at a time.
  void read(std::span<const std::int64_t> indices, float* out) const;

  /// Whether windows of points, in their order, can be read for about the cost of their bytes.
  bool suits_windows() const { return reader_->any_order() || order_ == RowOrder::file; }

  /// The largest |a|^2 of the points. Reads all of them once, shared. Collective.
  double largest_norm_squared(const parallel::Communicator& communicator) const;

 private:
  void open(const FileSource& source, std::uint64_t seed, std::uint32_t replica);
  std::int64_t parts() const;
  std::vector<std::int64_t> selected_rows(std::int64_t part) const;
  std::vector<double> sums_of_parts(std::int64_t first, std::int64_t last) const;
  void settle(const std::vector<double>& sums_of_all_parts, Centering centering);
  void make_point(std::int64_t row, std::span<const double> values, float* out) const;
  [[noreturn]] void refuse(std::int64_t row, std::size_t column, double value) const;

  std::string name_;  ///< "--train-file 'FILE'"
  double scale_ = 1;
  RowOrder order_ = RowOrder::permuted;
  std::unique_ptr<RowReader> reader_;
  Selection selection_;
  std::vector<bool> is_selected_;  ///< [row of the file]; empty: the first `points` are
  std::vector<double> center_, mean_;
};

}  // namespace regimes::datasets
