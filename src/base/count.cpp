#include "base/count.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>

#include "base/error.hpp"

namespace regimes {
namespace {

enum class Flaw { junk, fraction, overflow };

struct Refused {
  Flaw flaw;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::int64_t multiply(std::int64_t a, std::int64_t b) {
  if (b != 0 && a > largest_count / b) throw Refused{Flaw::overflow};
  return a * b;
}

/// Digits of one number, without the underscores, which may only stand between two digits.
std::string take_digits(std::string_view& rest) {
  std::string digits;
  std::size_t i = 0;
  for (; i < rest.size(); ++i) {
    if (is_digit(rest[i])) {
      digits += rest[i];
    } else if (rest[i] != '_' || digits.empty() || i + 1 == rest.size() || !is_digit(rest[i + 1])) {
      break;
    }
  }
  rest.remove_prefix(i);
  return digits;
}

/// digits * 10^exponent, where neither the digits nor the exponent need fit an integer type.
std::int64_t scaled(std::string digits, int exponent) {
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty()) return 0;
  while (digits.back() == '0') {
    digits.pop_back();
    ++exponent;
  }
  if (exponent < 0) throw Refused{Flaw::fraction};
  std::int64_t value = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc()) {
    throw Refused{Flaw::overflow};
  }
  for (; exponent > 0; --exponent) value = multiply(value, 10);
  return multiply(value, 1);
}

/// The power of ten that "e6" or "M" stands for; 0 for an empty text.
int take_exponent(std::string_view rest) {
  constexpr std::string_view suffixes = "kMGT";
  constexpr int ten_powers_per_suffix = 3;
  if (rest.empty()) return 0;
  if (rest.size() == 1) {
    const std::size_t at = suffixes.find(rest[0] == 'K' ? 'k' : rest[0]);
    if (at == std::string_view::npos) throw Refused{Flaw::junk};
    return ten_powers_per_suffix * (static_cast<int>(at) + 1);
  }
  if (rest[0] != 'e' && rest[0] != 'E') throw Refused{Flaw::junk};
  rest.remove_prefix(1);
  const bool negative = rest[0] == '-';
  if (rest[0] == '-' || rest[0] == '+') rest.remove_prefix(1);
  int exponent = 0;
  const auto [stop, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), exponent);
  if (rest.empty() || !is_digit(rest[0]) || stop != rest.data() + rest.size()) throw Refused{Flaw::junk};
  constexpr int beyond_all_counts = 1000;
  if (failure != std::errc()) exponent = beyond_all_counts;
  exponent = std::min(exponent, beyond_all_counts);
  return negative ? -exponent : exponent;
}

std::int64_t power(std::int64_t base, std::int64_t exponent) {
  if (base < 2) return exponent == 0 ? 1 : base;
  std::int64_t value = 1;
  for (; exponent > 0; --exponent)
    value = multiply(value, base);  // overflows, and ends, after at most 63 steps
  return value;
}

std::int64_t count_of(std::string_view rest) {
  std::string digits = take_digits(rest);
  if (!digits.empty() && !rest.empty() && rest[0] == '^') {
    rest.remove_prefix(1);
    const std::string exponent = take_digits(rest);
    if (exponent.empty() || !rest.empty()) throw Refused{Flaw::junk};
    return power(scaled(digits, 0), scaled(exponent, 0));
  }
  int decimals = 0;
  if (!rest.empty() && rest[0] == '.') {
    rest.remove_prefix(1);
    const std::string fraction = take_digits(rest);
    decimals = static_cast<int>(fraction.size());
    digits += fraction;
  }
  if (digits.empty()) throw Refused{Flaw::junk};
  return scaled(digits, take_exponent(rest) - decimals);
}

std::string_view describe(Flaw flaw) {
  switch (flaw) {
    case Flaw::fraction:
      return "is not a whole number";
    case Flaw::overflow:
      return "is too large (the limit is 2^62)";
    case Flaw::junk:
      break;
  }
  return "is not a count";
}

}  // namespace

std::int64_t parse_count(std::string_view text, std::string_view what) {
  try {
    return count_of(text);
  } catch (const Refused& refused) {
    throw UsageError(
        fmt::format("{}: '{}' {}; write it like 1000, 1_000, 1e6, 2.5e6, 10M (k, M, G, T) or 2^20", what,
                    text, describe(refused.flaw)));
  }
}

}  // namespace regimes
