#include "base/wrapped_text.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>

namespace regimes {
namespace {

bool begins_character(char byte) {
  constexpr unsigned char kind_of_byte = 0xc0, continuation = 0x80;
  return (static_cast<unsigned char>(byte) & kind_of_byte) != continuation;
}

/// Bytes of the first `most` characters, at least one character.
std::size_t bytes_of(std::string_view text, std::size_t most) {
  std::size_t characters = 0, i = 0;
  for (; i < text.size(); ++i)
    if (begins_character(text[i]) && characters++ == std::max<std::size_t>(most, 1)) break;
  return i;
}

}  // namespace

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::vector<std::string> words_of(std::string_view text) {
  std::istringstream stream{std::string(text)};
  return {std::istream_iterator<std::string>(stream), {}};
}

std::string wrapped(std::string_view text, int width, Indent indent) {
  return wrapped(words_of(text), width, indent);
}

std::string wrapped(const std::vector<std::string>& words, int width, Indent indent) {
  std::string lines, line(static_cast<std::size_t>(indent.first), ' ');
  bool is_empty = true;
  const auto room = [&] {
    const std::size_t taken = count_characters(line) + (is_empty ? 0 : 1);
    return taken < static_cast<std::size_t>(width) ? static_cast<std::size_t>(width) - taken : 0;
  };
  const auto end_line = [&] {
    lines += line + "\n";
    line.assign(static_cast<std::size_t>(indent.rest), ' ');
    is_empty = true;
  };
  for (std::string word : words) {
    if (!is_empty && count_characters(word) > room()) end_line();
    while (count_characters(word) > room()) {
      const std::size_t bytes = bytes_of(word, room());
      line += word.substr(0, bytes);
      word.erase(0, bytes);
      if (word.empty()) break;
      end_line();
    }
    line += (is_empty || word.empty() ? "" : " ") + word;
    is_empty = false;
  }
  return is_empty ? lines : lines + line + "\n";
}

}  // namespace regimes
