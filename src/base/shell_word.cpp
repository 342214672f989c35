#include "base/shell_word.hpp"

#include <fmt/format.h>

namespace regimes {

std::string shell_word(const std::string& word) {
  const bool is_plain = word.find_first_of(" \t\n'\"()$&|;<>*?\\`#~") == std::string::npos;
  if (is_plain && !word.empty()) return word;
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

}  // namespace regimes
