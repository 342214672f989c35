#pragma once
#include <string>

namespace regimes {

/// The word as a shell would take it: in quotes where it needs them.
std::string shell_word(const std::string& word);

}  // namespace regimes
