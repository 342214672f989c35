#pragma once
/// Points as records of one length in one or several files, the numbers of a point one after another.
#include <cstdint>
#include <memory>
#include <vector>

#include "datasets/readers/byte_source.hpp"
#include "datasets/readers/number_type.hpp"
#include "datasets/readers/row_reader.hpp"

namespace regimes::datasets {

/// Rows closer than this in a file are read together with what lies between them.
inline constexpr std::int64_t gap_bytes = 4096;

/// One file of consecutive records.
struct RecordFile {
  std::unique_ptr<ByteSource> bytes;
  std::int64_t first_byte;  ///< of its first record
  std::int64_t rows;
};

/// Where the numbers lie in a record of so many bytes.
struct RecordLayout {
  NumberType type;
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
