#pragma once
/// Texts in lines of a given width.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace regimes {

/// The characters of UTF-8 in a text.
std::size_t count_characters(std::string_view text);

/// How the lines of a wrapped text begin.
struct Indent {
  int first = 0;  ///< blanks before the first line
  int rest = 0;   ///< blanks before every other
};

/// The words of `text` in lines of at most `width` characters, each with its end. A word that is longer than
/// a line, such as a list of numbers, is cut. Blanks and line ends between words count as one blank. Empty
/// where there are no words.
std::string wrapped(std::string_view text, int width, Indent indent = {});

/// Words that may hold blanks, at which they are not broken ("0.50 +- 0.03"), in lines as above.
std::string wrapped(const std::vector<std::string>& words, int width, Indent indent = {});

/// The words of a text, without the blanks and line ends between them.
std::vector<std::string> words_of(std::string_view text);

}  // namespace regimes
