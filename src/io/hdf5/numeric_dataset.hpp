#pragma once
/// A dataset of numbers in an HDF5 file that any program has written, read by ranges of rows.
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "io/hdf5/packed_values.hpp"

namespace regimes::io {

/// True of a file that begins like HDF5, or holds it behind a block of the user's.
bool is_hdf5(const std::string& path);

struct ListedDataset {
  std::string path;   ///< "/train/x"
  std::string shape;  ///< in words: "(400, 12)"
};

/// The datasets of numbers in a readable HDF5 file, which messages call `name`. Not all of more than some
/// hundred. DataError where it cannot be read.
std::vector<ListedDataset> numeric_datasets(const std::string& file, const std::string& name);

/// Integers, truth values and floating-point numbers of any size and byte order, contiguous or in chunks,
/// compressed or not; HDF5 converts them. Packed values of netCDF are unpacked, and missing ones refused
/// (packed_values.hpp). Each rank opens the file by itself. Memory: a range of rows, a row of chunks up to 32
/// MiB, and what HDF5 keeps.
///
/// HDF5 1.10 has been seen to crash on damaged metadata, and foreign files have no checksum to tell them by:
/// a child process tries first (reading_trial.hpp). Sizes are compared with what the file stores before
/// memory is taken, and data outside of the file are refused; the rest is HDF5's.
class NumericDataset {
 public:
  /// Opens the dataset `path` ("/group/name") of a readable file, which messages call `name`. DataError: not
  /// HDF5, truncated or damaged; nothing there, or a group; text, records or other values than numbers; no
  /// values; more values than the file can hold; a filter that this HDF5 lacks; data in other files.
  NumericDataset(const std::string& file, const std::string& path, const std::string& name);
  ~NumericDataset();
  NumericDataset(const NumericDataset&) = delete;
  NumericDataset& operator=(const NumericDataset&) = delete;

  /// Sizes, each at least 1; there is at least one.
  const std::vector<std::int64_t>& shape() const { return shape_; }
  /// What the file calls every axis, by a label or the name of a dimension scale; empty where it names none.
  const std::vector<std::string>& axis_names() const { return axis_names_; }
  /// What its attribute `layout` says of all axes: "nhwc"; empty where it has none.
  const std::string& axis_letters() const { return axis_letters_; }
  bool holds_integers() const { return holds_integers_; }
  /// Unsigned ones, of 8 bits.
  bool holds_bytes() const { return holds_bytes_; }
  /// Rows that are stored, and have to be read, together; 1 where every row can be read alone.
  std::int64_t chunk_rows() const { return chunk_rows_; }

  /// The values of rows [first, first + count), row by row. DataError where they are damaged or missing.
  void read(std::int64_t first, std::int64_t count, std::span<double> values) const;
  /// The integers that are stored there, of the program's own files: nothing is unpacked.
  void read(std::int64_t first, std::int64_t count, std::span<std::int64_t> values) const;

  /// Reads all that lies in chunks, whole or damaged, and the ends of data in one piece: whatever read() may
  /// meet in the tables of the file.
  void read_through() const;

 private:
  struct Handles;
  void read_into(std::int64_t first, std::int64_t count, std::int64_t memory_type, void* values) const;

  std::string name_;
  std::vector<std::int64_t> shape_;
  std::vector<std::string> axis_names_;
  std::string axis_letters_;
  bool holds_integers_ = false, holds_bytes_ = false;
  PackedValues packing_;
  bool is_chunked_ = false;
  std::int64_t chunk_rows_ = 1;
  std::unique_ptr<Handles> handles_;
};

}  // namespace regimes::io
