#include "base/shell_word.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

#include "base/printable.hpp"

namespace regimes {
namespace {

/// Letters that no shell gives a meaning, wherever they stand in a word but for its beginning.
bool is_plain(unsigned char letter) {
  constexpr std::string_view plain = "_@%+=:,./-";
  constexpr unsigned char first_beyond_ascii = 0x80;
  return letter < first_beyond_ascii &&
         (std::isalnum(letter) != 0 || plain.find(static_cast<char>(letter)) != std::string_view::npos);
}

/// The word with `instead` for every `letter`.
std::string with(const std::string& word, char letter, const std::string& instead) {
  std::string text;
  for (const char each : word)
    if (each == letter)
      text += instead;
    else
      text += each;
  return text;
}

}  // namespace

std::string shell_word(const std::string& word) {
  if (printable(word) != word)
    return fmt::format("$'{}'", printable(with(with(word, '\\', "\\\\"), '\'', "\\'")));
  if (!word.empty() && word.front() != '=' && std::all_of(word.begin(), word.end(), is_plain)) return word;
  return fmt::format("'{}'", with(word, '\'', "'\\''"));
}

std::string shell_file(const std::string& path) {
  return shell_word(path.starts_with('-') ? "./" + path : path);
}

}  // namespace regimes
