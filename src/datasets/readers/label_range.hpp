#pragma once
/// The values that a label may have.
#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "base/error.hpp"

namespace regimes::datasets {

inline constexpr std::int32_t largest_label = 65535;

/// The label of a row. DataError if it lies out of [0, largest_label]; `name` is the file in messages.
inline std::int32_t checked_label(double value, std::int64_t row, const std::string& name) {
  if (!(value >= 0 && value <= largest_label))
    throw DataError(
        fmt::format("{} has the label {} in row {}; labels lie in 0 to {}", name, value, row, largest_label));
  return static_cast<std::int32_t>(value);
}

}  // namespace regimes::datasets
