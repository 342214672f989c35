#pragma once
/// Points in plain files of records of one length, the numbers of a point one after another.
#include <cstdint>
#include <string_view>
#include <vector>

#include "datasets/byte_file.hpp"
#include "datasets/row_reader.hpp"

namespace regimes::datasets {

/// Types of stored numbers, little-endian.
enum class ValueType { byte, fp32, fp64 };

constexpr std::int64_t bytes_of(ValueType type) {
  return type == ValueType::byte ? 1 : type == ValueType::fp32 ? 4 : 8;
}

/// Rows closer than this in a file are read together with what lies between them.
inline constexpr std::int64_t gap_bytes = 4096;

/// values[i] = the i-th number of this type in `bytes`.
void decode(ValueType type, std::span<const std::uint8_t> bytes, std::span<double> values);

/// One file of consecutive records.
struct RecordFile {
  ByteFile file;
  std::int64_t first_byte;  ///< of its first record
  std::int64_t rows;
};

/// Where the numbers lie in a record of so many bytes.
struct RecordLayout {
  ValueType type = ValueType::byte;
  int dimension = 0;
  std::int64_t bytes = 0;
  std::int64_t values_at = 0;
};

/// The records of several files, one file after the other.
class RecordRows : public RowReader {
 public:
  RecordRows(std::vector<RecordFile> files, RecordLayout layout);

 private:
  void read(std::int64_t first, std::int64_t count, std::span<double> values) const override;

  std::vector<RecordFile> files_;
  RecordLayout layout_;
  mutable std::vector<std::uint8_t> bytes_;
};

}  // namespace regimes::datasets
