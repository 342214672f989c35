#pragma once
#include <string>
#include <string_view>

namespace regimes {

/// `text` for a terminal: control characters, and bytes that are not UTF-8, as `\x1b`. What people write
/// stays as it is, in any script.
std::string printable(std::string_view text);

/// `text` of several lines, whose ends stay, for a terminal.
std::string printable_lines(std::string_view text);

}  // namespace regimes
