#include "datasets/readers/record_rows.hpp"

#include <algorithm>

namespace regimes::datasets {
namespace {

std::int64_t rows_of(const std::vector<RecordFile>& files) {
  std::int64_t rows = 0;
  for (const RecordFile& file : files) rows += file.rows;
  return rows;
}

RowAccess access_of(const std::vector<RecordFile>& files, const RecordLayout& layout) {
  const auto in_any_order = [](const RecordFile& file) { return file.bytes->any_order(); };
  return {gap_bytes / layout.bytes, std::all_of(files.begin(), files.end(), in_any_order),
          layout.type.is_integral(), layout.type.is_byte()};
}

}  // namespace

RecordRows::RecordRows(std::vector<RecordFile> files, RecordLayout layout)
    : RowReader(rows_of(files), layout.dimension, access_of(files, layout)),
      files_(std::move(files)),
      layout_(layout) {}

void RecordRows::read(std::int64_t first, std::int64_t count, std::span<double> values) const {
  const auto d = static_cast<std::size_t>(layout_.dimension);
  const auto value_bytes = d * static_cast<std::size_t>(layout_.type.bytes);
  std::int64_t begin = 0;  // of the file at hand
  for (const RecordFile& part : files_) {
    const std::int64_t from = std::max(first, begin), to = std::min(first + count, begin + part.rows);
    if (from < to) {
      // Up to the numbers of the last record, so that nothing behind them is needed.
      bytes_.resize(static_cast<std::size_t>((to - from - 1) * layout_.bytes) + value_bytes);
      part.bytes->read(part.first_byte + (from - begin) * layout_.bytes + layout_.values_at, bytes_);
      for (std::int64_t row = from; row < to; ++row) {
        const std::span<const std::uint8_t> all(bytes_);
        decode(layout_.type, all.subspan(static_cast<std::size_t>((row - from) * layout_.bytes), value_bytes),
               values.subspan(static_cast<std::size_t>(row - first) * d, d));
      }
    }
    begin += part.rows;
  }
}

}  // namespace regimes::datasets
