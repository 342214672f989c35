#include "base/printable.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace regimes {
namespace {

constexpr unsigned char first_printable = 0x20, del = 0x7f;
constexpr unsigned char first_continuation = 0x80, first_beyond_continuation = 0xc0, first_lead = 0xc2,
                        last_lead = 0xf4;
constexpr unsigned char first_lead_of_three = 0xe0, first_lead_of_four = 0xf0, last_c1_control = 0x9f;

unsigned char byte(std::string_view text, std::size_t i) {
  return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
}

/// Bytes of the UTF-8 character that begins at `i`; 0 where there is none, or a control character.
std::size_t character_length(std::string_view text, std::size_t i) {
  const unsigned char lead = byte(text, i);
  if (lead < first_continuation) return lead >= first_printable && lead != del ? 1 : 0;
  if (lead < first_lead || lead > last_lead) return 0;
  const std::size_t length = lead >= first_lead_of_four ? 4 : lead >= first_lead_of_three ? 3 : 2;
  for (std::size_t k = 1; k < length; ++k) {
    if (byte(text, i + k) < first_continuation || byte(text, i + k) >= first_beyond_continuation) return 0;
  }
  const bool is_c1_control = lead == first_lead && byte(text, i + 1) <= last_c1_control;
  return is_c1_control ? 0 : length;
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
