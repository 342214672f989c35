#include "base/shell_word.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

#include "base/printable.hpp"

namespace regimes {
namespace {

constexpr unsigned char first_printable = 0x20, del = 0x7f;

/// What no shell gives a meaning to, wherever it stands; bytes of other scripts are of this kind.
bool is_plain(unsigned char letter) {
  return letter > del || std::isalnum(letter) != 0 ||
         std::string_view("_-./:,+@%").find(static_cast<char>(letter)) != std::string_view::npos;
}

/// $'...' of bash and zsh, in plain characters only.
std::string with_escapes(const std::string& word) {
  std::string inside;
  for (const char letter : word) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < first_printable || byte >= del)
      inside += fmt::format("\\{:03o}", byte);
    else if (letter == '\'' || letter == '\\')
      inside += fmt::format("\\{}", letter);
    else
      inside += letter;
  }
  return fmt::format("$'{}'", inside);
}

}  // namespace

std::string shell_word(const std::string& word) {
  if (printable(word) != word) return with_escapes(word);
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return word;
  std::string inside;
  for (const char letter : word) {
    if (letter == '\'') {
      inside += "'\\''";
    } else {
      inside += letter;
    }
  }
  return fmt::format("'{}'", inside);
}

std::string shell_path(const std::string& path) {
  return shell_word(path.starts_with('-') ? "./" + path : path);
}

}  // namespace regimes
