#pragma once
/// Stored numbers that stand for others, as the netCDF conventions have them (CF 1.8, sections 2.5.1
/// and 8.1):
///
///     value = scale_factor stored + add_offset
///
/// where stored numbers equal to _FillValue or missing_value stand for nothing.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace regimes::io {

struct PackedValues {
  double scale_factor = 1, add_offset = 0;
  std::vector<double> missing;  ///< stored numbers that stand for nothing
  double wrap = 0;  ///< added to negative ones: 2^bits where signed integers are meant as unsigned; else 0

  /// Whether values need not be the integers that are stored.
  bool is_scaled() const { return scale_factor != 1 || add_offset != 0; }
  /// Makes values of stored numbers, of rows from `first_row` on, each of `columns`. DataError, with row and
  /// column, for the first that is missing; `name` is the dataset in messages.
  void unpack(std::span<double> values, std::int64_t first_row, std::int64_t columns,
              const std::string& name) const;
};

}  // namespace regimes::io
