#pragma once
#include <string>
#include <string_view>

namespace regimes {

/// `text`, such as the name of a file, as a part of one line for a terminal: control characters, and bytes
/// that are not UTF-8, as `\x1b`. What people write stays as it is, in any script.
std::string printable(std::string_view text);

/// Every line of `text` so.
std::string printable_lines(std::string_view text);

}  // namespace regimes
