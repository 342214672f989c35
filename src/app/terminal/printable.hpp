#pragma once
#include <string>
#include <string_view>

namespace regimes::app {

/// `text` for a terminal: control characters, and bytes that are not UTF-8, as `\x1b`. What people write
/// stays as it is, in any script.
std::string printable(std::string_view text);

}  // namespace regimes::app
