#include "io/hdf5/packed_values.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"

namespace regimes::io {

void PackedValues::unpack(std::span<double> values, std::int64_t first_row, std::int64_t columns,
                          const std::string& name) const {
  if (!is_scaled() && missing.empty() && wrap == 0) return;
  for (std::size_t i = 0; i < values.size(); ++i) {
    double& value = values[i];
    if (std::find(missing.begin(), missing.end(), value) != missing.end()) {
      const auto at = static_cast<std::int64_t>(i);
      throw DataError(fmt::format(
          "{} has a missing value (the stored number {}) in row {}, column {}; leave such rows out, or fill "
          "them, before the file is written",
          name, value, first_row + at / columns, at % columns));
    }
    if (value < 0) value += wrap;
    value = scale_factor * value + add_offset;
  }
}

}  // namespace regimes::io
