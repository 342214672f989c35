#include "base/real.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/error.hpp"

namespace regimes {

namespace {

[[noreturn]] void refuse(std::string_view text, std::string_view what) {
  throw UsageError(
      fmt::format("{}: '{}' is not a finite number; write it like 2, .5, 1e-3 or 1/255", what, text));
}

double parse_decimal(std::string_view part, std::string_view text, std::string_view what) {
  double value = 0;
  const char* const end = part.data() + part.size();
  const auto [stop, failure] = std::from_chars(part.data(), end, value);
  if (failure == std::errc::result_out_of_range) {
    throw UsageError(fmt::format("{}: '{}' is too large or too small for a double", what, text));
  }
  if (failure != std::errc() || stop != end || !std::isfinite(value)) refuse(text, what);
  return value;
}

}  // namespace

double parse_real(std::string_view text, std::string_view what) {
  const std::size_t bar = text.find('/');
  if (bar == std::string_view::npos) return parse_decimal(text, text, what);
  const double value =
      parse_decimal(text.substr(0, bar), text, what) / parse_decimal(text.substr(bar + 1), text, what);
  if (!std::isfinite(value)) refuse(text, what);
  return value;
}

}  // namespace regimes
