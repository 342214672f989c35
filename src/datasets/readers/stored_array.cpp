#include "datasets/readers/stored_array.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>

#include "base/error.hpp"
#include "datasets/readers/record_rows.hpp"

namespace regimes::datasets {
namespace {

std::string shape_text(const ArrayHeader& header) {
  return fmt::format("({})", fmt::join(header.shape, ", "));
}

/// Compares the shape with the bytes that follow the header.
void check_size(const ArrayHeader& header, const ByteSource& bytes) {
  const std::string shape = shape_text(header);
  for (const std::int64_t size : header.shape)
    if (size == 0) throw DataError(fmt::format("{} has no values: its shape is {}", bytes.name(), shape));
  std::int64_t announced = header.type.bytes, end = 0;
  bool overflows = false;
  for (const std::int64_t size : header.shape)
    overflows = overflows || __builtin_mul_overflow(announced, size, &announced);
  if (overflows || __builtin_add_overflow(announced, header.first_value + 1, &end))
    throw DataError(
        fmt::format("{} announces the shape {}, whose size is beyond {} bytes; the header must be damaged",
                    bytes.name(), shape, std::numeric_limits<std::int64_t>::max()));
  const std::int64_t found = bytes.size_up_to(end - 1) - header.first_value;
  if (found < announced)
    throw DataError(fmt::format("{} is truncated: its header announces {} {} = {} bytes, and {} follow",
                                bytes.name(), shape, name_of(header.type), announced, found));
  if (found > announced)
    throw DataError(fmt::format("{} goes on after the {} {} = {} bytes that its header announces",
                                bytes.name(), shape, name_of(header.type), announced));
}

/// Numbers per row: the product of all sizes but the first, which check_size() has compared with the file.
int dimension_of(const ArrayHeader& header, const std::string& name) {
  std::int64_t dimension = 1;
  for (std::size_t i = 1; i < header.shape.size(); ++i) dimension *= header.shape[i];
  if (dimension > std::numeric_limits<int>::max())
    throw DataError(fmt::format("{} has rows of {} numbers, more than 2^31", name, dimension));
  return static_cast<int>(dimension);
}

/// Rows of an array in Fortran order: number k of all rows, then number k + 1 of all rows ...
class ColumnMajorRows : public RowReader {
 public:
  ColumnMajorRows(std::unique_ptr<ByteSource> bytes, const ArrayHeader& header, int dimension)
      : RowReader(header.shape[0], dimension,
                  {gap_bytes / header.type.bytes, false, header.type.is_integral(), header.type.is_byte()}),
        bytes_(std::move(bytes)),
        header_(header) {}

 private:
  void read(std::int64_t first, std::int64_t count, std::span<double> values) const override {
    const auto d = static_cast<std::size_t>(dimension());
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(count * header_.type.bytes));
    std::vector<double> column(static_cast<std::size_t>(count));
    for (std::size_t k = 0; k < d; ++k) {
      const auto before = static_cast<std::int64_t>(k) * rows() + first;
      bytes_->read(header_.first_value + before * header_.type.bytes, bytes);
      decode(header_.type, bytes, column);
      for (std::size_t row = 0; row < column.size(); ++row) values[row * d + k] = column[row];
    }
  }

  std::unique_ptr<ByteSource> bytes_;
  ArrayHeader header_;
};

}  // namespace

std::unique_ptr<RowReader> open_array(std::unique_ptr<ByteSource> bytes, const ArrayHeader& header) {
  if (header.shape.empty())
    throw DataError(fmt::format("{} is a single number, not an array of points", bytes->name()));
  check_size(header, *bytes);
  const int dimension = dimension_of(header, bytes->name());
  if (header.fortran_order && header.shape.size() > 2)
    throw DataError(
        fmt::format("{} has the shape {} in Fortran order, of which only two dimensions can be "
                    "read; save numpy.ascontiguousarray(array)",
                    bytes->name(), shape_text(header)));
  if (header.fortran_order && dimension > 1)
    return std::make_unique<ColumnMajorRows>(std::move(bytes), header, dimension);
  std::vector<RecordFile> files;
  files.push_back({std::move(bytes), header.first_value, header.shape[0]});
  auto rows = std::make_unique<RecordRows>(
      std::move(files), RecordLayout{header.type, dimension, std::int64_t{dimension} * header.type.bytes, 0});
  rows->set_axes({{header.shape.begin() + 1, header.shape.end()}, {}});
  return rows;
}

}  // namespace regimes::datasets
