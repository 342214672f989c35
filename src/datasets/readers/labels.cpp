#include "datasets/readers/labels.hpp"

#include <algorithm>

#include "datasets/free_points.hpp"
#include "datasets/readers/byte_file.hpp"
#include "datasets/readers/file_format.hpp"
#include "datasets/readers/label_range.hpp"

namespace regimes::datasets {
namespace {

bool is_one_hot(std::span<const double> row) {
  const auto zeros = std::count(row.begin(), row.end(), 0.), ones = std::count(row.begin(), row.end(), 1.);
  return ones == 1 && zeros + 1 == static_cast<std::ptrdiff_t>(row.size());
}

/// Rows as QMNIST has them for each digit: class, series, writer, index of the writer's, code of the class,
/// index in the NIST set, whether it stands twice, and a number without use. The code is that of the
/// character, with its hexadecimal digits read as decimal ones.
bool is_qmnist(const RowReader& rows, std::span<const double> first_row) {
  constexpr int numbers = 8, code_at = 4;
  constexpr double code_of_zero = 30;
  return rows.dimension() == numbers && rows.holds_integers() &&
         first_row[code_at] == code_of_zero + first_row[0];
}

/// The column of the only 1 among zeros.
std::int32_t one_hot_label(std::span<const double> row, std::int64_t number, const std::string& name) {
  if (!is_one_hot(row))
    throw DataError(
        fmt::format("{} has rows of {} numbers, and row {} is not one-hot, a single 1 among zeros; labels "
                    "are an array of "
                    "one dimension: save the column that has them (of the eight numbers of "
                    "QMNIST, known by the class code in the fifth, it is the first)",
                    name, row.size(), number));
  return checked_label(static_cast<double>(std::find(row.begin(), row.end(), 1.) - row.begin()), number,
                       name);
}

std::vector<std::int32_t> labels_in(const RowReader& rows, const std::string& name) {
  const auto d = static_cast<std::size_t>(rows.dimension());
  if (d == 1 && !rows.holds_integers())
    throw DataError(fmt::format(
        "{} holds floating-point numbers; labels are integers: save array.astype('int64')", name));
  const std::int64_t rows_together = std::max<std::int64_t>(1, (1 << 20) / rows.dimension());
  const bool has_label_first = d == 1 || is_qmnist(rows, read_rows(rows, 0, 1));
  std::vector<std::int32_t> labels;
  for (std::int64_t first = 0; first < rows.rows(); first += rows_together) {
    const std::int64_t count = std::min(rows_together, rows.rows() - first);
    const std::vector<double> values = read_rows(rows, first, count);
    for (std::int64_t i = 0; i < count; ++i) {
      const std::span<const double> row = std::span(values).subspan(static_cast<std::size_t>(i) * d, d);
      labels.push_back(has_label_first ? checked_label(row[0], first + i, name)
                                       : one_hot_label(row, first + i, name));
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
