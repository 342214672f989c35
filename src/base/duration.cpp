#include "base/duration.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace regimes {
namespace {

constexpr double seconds_per_minute = 60, seconds_per_hour = 3600, seconds_per_day = 86400;
constexpr double longest = 1e9;  // thirty years

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = problem == std::errc() && end == text.data() + text.size();
  return is_whole && value >= 0 ? std::optional(value) : std::nullopt;
}

std::optional<double> with_unit(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, double>, 5> units = {{{"min", seconds_per_minute},
                                                                         {"m", seconds_per_minute},
                                                                         {"s", 1},
                                                                         {"h", seconds_per_hour},
                                                                         {"d", seconds_per_day}}};
  for (const auto& [unit, seconds] : units) {
    if (!text.ends_with(unit)) continue;
    const auto value = number(text.substr(0, text.size() - unit.size()));
    return value ? std::optional(*value * seconds) : std::nullopt;
  }
  return std::nullopt;
}

/// hh:mm:ss, with d- before it or not.
std::optional<double> of_clock(std::string_view text) {
  constexpr std::size_t parts_of_clock = 3;
  constexpr double largest_part = 60;
  double seconds = 0;
  if (const std::size_t dash = text.find('-'); dash != text.npos) {
    const auto days = number(text.substr(0, dash));
    if (!days || *days != std::floor(*days)) return std::nullopt;
    seconds = *days * seconds_per_day;
    text.remove_prefix(dash + 1);
  }
  std::vector<double> parts;
  for (bool is_last = false; !is_last;) {
    const std::size_t colon = text.find(':');
    is_last = colon == text.npos;
    const auto part = number(text.substr(0, colon));
    if (!part || *part != std::floor(*part) || (!parts.empty() && *part >= largest_part)) return std::nullopt;
    parts.push_back(*part);
    if (!is_last) text.remove_prefix(colon + 1);
  }
  if (parts.size() != parts_of_clock) return std::nullopt;
  return seconds + parts[0] * seconds_per_hour + parts[1] * seconds_per_minute + parts[2];
}

}  // namespace

double parse_duration(std::string_view text, std::string_view what) {
  const auto seconds = text.find(':') == text.npos ? with_unit(text) : of_clock(text);
  if (!seconds)
    throw UsageError(fmt::format(
        "{}: '{}' is not a length of time; write it like 90s, 30min, 2h, 1d, 02:00:00 or 1-12:00:00", what,
        text));
  if (!(*seconds > 0 && *seconds <= longest))
    throw UsageError(
        fmt::format("{}: '{}' is out of range; give more than 0 and at most {:.0g} s", what, text, longest));
  return *seconds;
}

std::string clock_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::ceil(seconds));
  constexpr std::int64_t minute = 60, hour = 3600, day = 86400;
  const std::string clock =
      fmt::format("{:02}:{:02}:{:02}", whole % day / hour, whole % hour / minute, whole % minute);
  return whole < day ? clock : fmt::format("{}-{}", whole / day, clock);
}

}  // namespace regimes
