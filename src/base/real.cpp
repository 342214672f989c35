#include "base/real.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/error.hpp"

namespace regimes {

double parse_real(std::string_view text, std::string_view what) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  if (failure == std::errc::result_out_of_range) {
    throw UsageError(fmt::format("{}: '{}' is too large or too small for a double", what, text));
  }
  if (failure != std::errc() || stop != end || !std::isfinite(value)) {
    throw UsageError(fmt::format("{}: '{}' is not a finite number; write it like 2, .5 or 1e-3", what, text));
  }
  return value;
}

}  // namespace regimes
