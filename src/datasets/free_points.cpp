#include "datasets/free_points.hpp"

#include <algorithm>
#include <numeric>

#include "datasets/byte_file.hpp"
#include "datasets/hdf5_rows.hpp"
#include "datasets/idx.hpp"
#include "datasets/npy.hpp"
#include "datasets/npy_header.hpp"
#include "io/numeric_dataset.hpp"

namespace regimes::datasets {

std::unique_ptr<RowReader> open_free_points(const std::string& where, const std::string& option) {
  if (!split_dataset_name(where).dataset.empty()) return open_hdf5(where, option);
  constexpr std::size_t enough = 8;
  if (is_npy(ByteFile(where, option).beginning(enough))) return open_npy(where, option);
  if (io::is_hdf5(where)) return open_hdf5(where, option);  // which asks for the name of a dataset
  return open_idx(where, option);
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
