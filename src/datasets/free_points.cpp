#include "datasets/free_points.hpp"

#include <algorithm>
#include <numeric>

#include "datasets/readers/file_format.hpp"

namespace regimes::datasets {

std::unique_ptr<RowReader> open_free_points(const std::string& where, const std::string& option) {
  return format_told(where, option).open(where, option);
}

std::vector<double> read_rows(const RowReader& rows, std::int64_t first, std::int64_t count) {
  std::vector<std::int64_t> wanted(static_cast<std::size_t>(count));
  std::iota(wanted.begin(), wanted.end(), first);
  const auto d = static_cast<std::size_t>(rows.dimension());
  std::vector<double> values(wanted.size() * d);
  rows.visit(wanted, [&](std::size_t i, std::span<const double> row) {
    std::copy(row.begin(), row.end(), values.begin() + static_cast<std::ptrdiff_t>(i * d));
  });
  return values;
}

}  // namespace regimes::datasets
