#include "datasets/labels.hpp"

#include <algorithm>

#include "datasets/byte_file.hpp"
#include "datasets/file_format.hpp"
#include "datasets/free_points.hpp"
#include "datasets/label_range.hpp"

namespace regimes::datasets {
namespace {

/// The column of the only 1 among zeros.
std::int32_t one_hot_label(std::span<const double> row, std::int64_t number, const std::string& name) {
  const auto zeros = std::count(row.begin(), row.end(), 0.);
  const auto one = std::find(row.begin(), row.end(), 1.);
  if (one == row.end() || zeros + 1 != static_cast<std::ptrdiff_t>(row.size()))
    throw DataError(
        fmt::format("{} has rows of {} numbers, and row {} is not one-hot, a single 1 among zeros; labels "
                    "are an array of "
                    "one dimension: save the column that has them",
                    name, row.size(), number));
  return checked_label(static_cast<double>(one - row.begin()), number, name);
}

std::vector<std::int32_t> labels_in(const RowReader& rows, const std::string& name) {
  const auto d = static_cast<std::size_t>(rows.dimension());
  if (d == 1 && !rows.holds_integers())
    throw DataError(fmt::format(
        "{} holds floating-point numbers; labels are integers: save array.astype('int64')", name));
  const std::int64_t rows_together = std::max<std::int64_t>(1, (1 << 20) / rows.dimension());
  std::vector<std::int32_t> labels;
  for (std::int64_t first = 0; first < rows.rows(); first += rows_together) {
    const std::int64_t count = std::min(rows_together, rows.rows() - first);
    const std::vector<double> values = read_rows(rows, first, count);
    for (std::int64_t i = 0; i < count; ++i) {
      const std::span<const double> row = std::span(values).subspan(static_cast<std::size_t>(i) * d, d);
      labels.push_back(d == 1 ? checked_label(row[0], first + i, name) : one_hot_label(row, first + i, name));
    }
  }
  return labels;
}

}  // namespace

std::vector<std::int32_t> read_labels(const std::string& where, const std::string& option) {
  const FileFormat& format = format_told(where, option);
  if (format.has_own_labels()) return format.own_labels(where, option);
  return labels_in(*format.open_labels(where, option), file_name(where, option));
}

}  // namespace regimes::datasets
