#include "datasets/npy.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstring>
#include <limits>

#include "base/error.hpp"
#include "datasets/label_range.hpp"
#include "datasets/npy_header.hpp"
#include "datasets/record_rows.hpp"

namespace regimes::datasets {
namespace {

NpyHeader header_of(const ByteFile& file) {
  return parse_npy_header(file.beginning(largest_npy_header), file.size(), file.name());
}

ValueType value_type(const NpyHeader& header, const std::string& name) {
  if (header.type.kind == 'f') return header.type.bytes == 4 ? ValueType::fp32 : ValueType::fp64;
  if (header.type.kind == 'u' && header.type.bytes == 1) return ValueType::byte;
  throw DataError(
      fmt::format("{} holds {}; points are float32, float64 or uint8: save array.astype('float32')", name,
                  name_of(header.type)));
}

/// Numbers per row: the product of all sizes but the first.
int dimension_of(const NpyHeader& header, const std::string& name) {
  const std::string shape = fmt::format("({})", fmt::join(header.shape, ", "));
  if (header.shape.size() < 2)
    throw DataError(
        fmt::format("{} has the shape {}: points are the rows of an array of two dimensions", name, shape));
  if (header.fortran_order && header.shape.size() > 2)
    throw DataError(
        fmt::format("{} has the shape {} in Fortran order, of which only two dimensions can be "
                    "read; save numpy.ascontiguousarray(array)",
                    name, shape));
  std::int64_t dimension = 1;  // at most the size of the file: parse_npy_header() compares them
  for (std::size_t i = 1; i < header.shape.size(); ++i) dimension *= header.shape[i];
  if (dimension > std::numeric_limits<int>::max())
    throw DataError(fmt::format("{} has rows of {} numbers, more than 2^31", name, dimension));
  return static_cast<int>(dimension);
}

/// Rows of an array in Fortran order: number k of all rows, then number k + 1 of all rows ...
class ColumnMajorRows : public RowReader {
 public:
  ColumnMajorRows(ByteFile file, const NpyHeader& header, ValueType type, int dimension)
      : RowReader(header.shape[0], dimension, {gap_bytes / bytes_of(type), false}),
        file_(std::move(file)),
        first_byte_(header.first_value),
        type_(type) {}

 private:
  void read(std::int64_t first, std::int64_t count, std::span<double> values) const override {
    const auto d = static_cast<std::size_t>(dimension());
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(count * bytes_of(type_)));
    std::vector<double> column(static_cast<std::size_t>(count));
    for (std::size_t k = 0; k < d; ++k) {
      const auto before = static_cast<std::int64_t>(k) * rows() + first;
      file_.read(first_byte_ + before * bytes_of(type_), bytes);
      decode(type_, bytes, column);
      for (std::size_t row = 0; row < column.size(); ++row) values[row * d + k] = column[row];
    }
  }

  ByteFile file_;
  std::int64_t first_byte_;
  ValueType type_;
};

/// An integer of 1, 2, 4 or 8 little-endian bytes; unsigned ones above 2^63 become negative, which no label
/// is.
std::int64_t integer_at(const std::uint8_t* bytes, const NpyType& type) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, bytes, static_cast<std::size_t>(type.bytes));
  const int unused = 64 - 8 * type.bytes;
  if (type.kind == 'i') return static_cast<std::int64_t>(bits << unused) >> unused;
  return static_cast<std::int64_t>(bits);
}

}  // namespace

std::unique_ptr<RowReader> open_npy(const std::string& path, const std::string& option) {
  ByteFile file(path, option);
  const NpyHeader header = header_of(file);
  const ValueType type = value_type(header, file.name());
  const int dimension = dimension_of(header, file.name());
  if (header.fortran_order)
    return std::make_unique<ColumnMajorRows>(std::move(file), header, type, dimension);
  RowAxes axes{{header.shape.begin() + 1, header.shape.end()}, {}};
  std::vector<RecordFile> files;
  files.push_back({std::move(file), header.first_value, header.shape[0]});
  auto rows = std::make_unique<RecordRows>(std::move(files),
                                           RecordLayout{type, dimension, dimension * bytes_of(type), 0});
  rows->set_axes(std::move(axes));
  return rows;
}

std::vector<std::int32_t> read_npy_labels(const std::string& path, const std::string& option) {
  const ByteFile file(path, option);
  const NpyHeader header = header_of(file);
  if (header.shape.size() != 1)
    throw DataError(fmt::format("{} has the shape ({}): labels are an array of one dimension", file.name(),
                                fmt::join(header.shape, ", ")));
  if (header.type.kind == 'f')
    throw DataError(fmt::format("{} holds {}; labels are integers: save array.astype('uint8')", file.name(),
                                name_of(header.type)));
  const auto width = static_cast<std::size_t>(header.type.bytes);
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(header.shape[0]) * width);
  file.read(header.first_value, bytes);
  std::vector<std::int32_t> labels(static_cast<std::size_t>(header.shape[0]));
  for (std::size_t i = 0; i < labels.size(); ++i)
    labels[i] = checked_label(integer_at(bytes.data() + i * width, header.type), i, file.name());
  return labels;
}

}  // namespace regimes::datasets
