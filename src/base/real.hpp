#pragma once
/// Reading a real number the same way everywhere, whatever the locale.
#include <string_view>

namespace regimes {

/// The finite number that is all of `text`, such as "2", ".5", "1e-3" or "1/255". UsageError naming `what`
/// (an option) otherwise: for an empty text, spaces, a leading '+', anything left over, nan, inf, and what a
/// double cannot hold.
double parse_real(std::string_view text, std::string_view what);

}  // namespace regimes
