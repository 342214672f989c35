#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

namespace regimes {
namespace {

constexpr double thousand = 1000;

/// A quantity divided by powers of 1000 until three digits show it, with the index of the power.
struct Reduced {
  double value;
  std::size_t power;
};

Reduced reduce(double quantity, std::size_t powers) {
  constexpr double rounds_to_thousand = 999.5;
  Reduced reduced{quantity, 0};
  while (std::abs(reduced.value) >= rounds_to_thousand && reduced.power + 1 < powers) {
    reduced.value /= thousand;
    ++reduced.power;
  }
  return reduced;
}

/// Three significant digits without an exponent or trailing zeros, for values that reduce() left below 1000.
std::string three_digits(double value) {
  constexpr double rounds_to_thousand = 999.5;
  return std::abs(value) < rounds_to_thousand ? fmt::format("{:.3g}", value) : fmt::format("{:.0f}", value);
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

int edit_distance(std::string_view a, std::string_view b) {
  // distance[i][j] of the first i letters of a and the first j of b; only three rows are alive.
  std::vector<int> two_before, before, row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    two_before = std::exchange(before, row);
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({before[j] + 1, row[j - 1] + 1, before[j - 1] + (a[i - 1] != b[j - 1])});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], two_before[j - 2] + 1);
    }
  }
  return row.back();
}

std::optional<std::string> nearest_match(std::string_view word, const std::vector<std::string>& candidates) {
  constexpr int letters_per_edit = 3;
  int allowed = std::max(1, static_cast<int>(word.size()) / letters_per_edit);
  std::optional<std::string> nearest;
  for (const std::string& candidate : candidates) {
    const int distance = edit_distance(word, candidate);
    if (distance > allowed) continue;
    nearest = candidate;
    allowed = distance - 1;  // only a nearer one replaces it
  }
  return nearest;
}

std::string human_count(double count) {
  static constexpr std::array<std::string_view, 5> suffixes = {"", "k", "M", "G", "T"};
  constexpr double written_out = 10'000;
  if (std::abs(count) < written_out || !std::isfinite(count)) return fmt::format("{:.0f}", count);
  const auto [value, power] = reduce(count, suffixes.size());
  if (std::abs(value) >= thousand) {  // beyond the last suffix: 1.54e17
    const std::string digits = fmt::format("{:.3g}", count);
    const std::size_t exponent = digits.find("e+");
    return exponent == std::string::npos ? digits
                                         : digits.substr(0, exponent) + "e" + digits.substr(exponent + 2);
  }
  return three_digits(value) + std::string(suffixes[power]);
}

std::string human_bytes(double bytes) {
  static constexpr std::array<std::string_view, 6> units = {"B", "kB", "MB", "GB", "TB", "PB"};
  if (!std::isfinite(bytes)) return fmt::format("{} B", bytes);
  const auto [value, power] = reduce(bytes, units.size());
  return fmt::format("{} {}", three_digits(value), units[power]);
}

std::string counted(std::int64_t count, const std::string& one, const std::string& several) {
  if (count == 1) return "1 " + one;
  return fmt::format("{} {}", count, several.empty() ? one + "s" : several);
}

std::string human_duration(double seconds) {
  constexpr double shows_ten = 9.995, shows_minute = 59.95;
  constexpr std::int64_t minute = 60, hour = 60 * minute, day = 24 * hour;
  if (!std::isfinite(seconds)) return "unknown";  // such as the time left before anything is done
  if (seconds < shows_ten) return fmt::format("{:.2f} s", seconds);
  if (seconds < shows_minute) return fmt::format("{:.1f} s", seconds);
  const std::int64_t whole = std::llround(seconds);
  if (whole < hour) return fmt::format("{} min {:02} s", whole / minute, whole % minute);
  if (whole < day) return fmt::format("{} h {:02} min", whole / hour, whole % hour / minute);
  return fmt::format("{} d {:02} h", whole / day, whole % day / hour);
}

std::string either_of(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace regimes
