#include "base/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace regimes {
namespace {

/// Code points from `first` to `last`.
struct CodePoints {
  std::uint32_t first, last;
};
/// What a terminal may obey, or what is no character: control characters, those that turn the direction of
/// what follows, and halves of UTF-16 pairs.
constexpr std::array<CodePoints, 5> not_printed = {
    {{0, 0x1f}, {0x7f, 0x9f}, {0x202a, 0x202e}, {0x2066, 0x2069}, {0xd800, 0xdfff}}};

/// Lead bytes of a sequence of `length` bytes, and the code points that no shorter one has.
struct Sequence {
  std::size_t length;
  unsigned char lead, last_lead;
  CodePoints points;
};
constexpr std::array<Sequence, 4> sequences = {{{1, 0x00, 0x7f, {0, 0x7f}},
                                                {2, 0xc0, 0xdf, {0x80, 0x7ff}},
                                                {3, 0xe0, 0xef, {0x800, 0xffff}},
                                                {4, 0xf0, 0xf7, {0x10000, 0x10ffff}}}};

bool is_in(std::uint32_t point, CodePoints points) { return points.first <= point && point <= points.last; }

unsigned char byte(std::string_view text, std::size_t i) {
  return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
}

/// Bytes of the UTF-8 character that begins at `i`; 0 where there is none, or none to be printed.
std::size_t character_length(std::string_view text, std::size_t i) {
  constexpr unsigned char continuation = 0x80, continuation_bits = 0x3f;
  constexpr int bits_of_continuation = 6;
  for (const Sequence& sequence : sequences) {
    if (byte(text, i) < sequence.lead || byte(text, i) > sequence.last_lead) continue;
    std::uint32_t point = byte(text, i) - sequence.lead;
    for (std::size_t k = 1; k < sequence.length; ++k) {
      const unsigned char next = byte(text, i + k);
      if ((next & ~continuation_bits) != continuation) return 0;
      point = point << bits_of_continuation | (next & continuation_bits);
    }
    const bool is_printed = std::none_of(not_printed.begin(), not_printed.end(),
                                         [point](CodePoints points) { return is_in(point, points); });
    return is_printed && is_in(point, sequence.points) ? sequence.length : 0;
  }
  return 0;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text, i);
    if (length == 0) {
      result += fmt::format("\\x{:02x}", byte(text, i++));
    } else {
      result += text.substr(i, length);
      i += length;
    }
  }
  return result;
}

std::string printable_lines(std::string_view text) {
  std::string lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines += printable(text.substr(begin, end - begin));
    if (end < text.size()) lines += "\n";
    begin = end + 1;
  }
  return lines;
}

}  // namespace regimes
