#pragma once
/// Points of a file that are not training points: queries, samples, paths.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace regimes::datasets {

/// An array of a file whose last axes are coordinates. Every rank opens and reads it for itself.
class QueryRows {
 public:
  virtual ~QueryRows() = default;

  std::int64_t count() const { return count_; }
  int dimension() const { return dimension_; }
  /// Sizes of the axes before the coordinates; count() is their product.
  const std::vector<std::int64_t>& axes() const { return axes_; }

  /// The raw values of rows [first, first + count), [row][coordinate], whatever they are: NaN too. Fastest in
  /// ascending order. Throws DataError or InputOutputError.
  virtual std::vector<double> read(std::int64_t first, std::int64_t count) = 0;

 protected:
  QueryRows(std::vector<std::int64_t> axes, int dimension);

 private:
  std::vector<std::int64_t> axes_;
  std::int64_t count_ = 1;
  int dimension_;
};

/// Opens npy (NAME.npy), HDF5 (FILE:/dataset) or IDX (everything else), with one axis before the coordinates
/// (IDX images: rows x columns are coordinates) or, for paths, two. `option` names the file in messages.
/// Throws DataError for what is not such an array, InputOutputError where it cannot be read.
std::unique_ptr<QueryRows> open_query_rows(const std::string& path, int axes, const std::string& option);

}  // namespace regimes::datasets
