#pragma once
#include <string>

namespace regimes {

/// The word as bash and zsh would take it: in quotes where it needs them, and control characters as `\x1b`,
/// so that what is printed can be copied.
std::string shell_word(const std::string& word);

/// The name of a file as bash and zsh would take it, and no command for an option.
std::string shell_path(const std::string& path);

}  // namespace regimes
