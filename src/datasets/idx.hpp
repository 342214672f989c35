#pragma once
/// The IDX format of the MNIST family, plain or gzip: bytes 0, 0, type, rank; `rank` sizes as big-endian
/// 32-bit integers; then the values, last index fastest. Only unsigned bytes (type 0x08), the type of images
/// and labels, are read.
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace regimes::datasets {

/// An IDX file of points: the first size counts the rows, the product of the others is their dimension.
class IdxReader {
 public:
  /// Reads the whole file once, in a small buffer, so that a reader in hand means a sound file: nothing is
  /// ever allocated on the word of a header. `option` is the option that names the file, for messages.
  /// InputOutputError: the file cannot be opened or read. DataError: empty, not IDX, another type than
  /// unsigned bytes, one dimension only, a size of 0, sizes whose product overflows, less or more data than
  /// announced, damaged gzip data.
  IdxReader(std::string path, std::string option = "--train-file");

  std::int64_t rows() const { return rows_; }
  int dimension() const { return dimension_; }

  /// A row's index and its `dimension` bytes, valid during the call only.
  using RowVisitor = std::function<void(std::int64_t, std::span<const std::uint8_t>)>;

  /// Visits the first `rows` rows in file order. Memory: one row. DataError if the file has been changed
  /// meanwhile.
  void for_each_row(std::int64_t rows, const RowVisitor& visit) const;

 private:
  std::string path_;
  std::string option_;
  std::int64_t rows_ = 0;
  int dimension_ = 0;
  std::size_t header_bytes_ = 0;
};

/// The values of an IDX file with one dimension. Errors as for IdxReader, also for any other number of
/// dimensions.
std::vector<std::uint8_t> read_idx_labels(const std::string& path,
                                          const std::string& option = "--labels-file");

}  // namespace regimes::datasets
