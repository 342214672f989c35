#pragma once
#include <string>

namespace regimes {

/// The word as a shell would take it, in quotes where it needs them, and as a terminal may show it: of
/// control characters and bytes that are not UTF-8 it becomes ANSI-C quoting, as bash, ksh and zsh have it.
std::string shell_word(const std::string& word);

/// The name of a file, so that a command takes it for no option.
std::string shell_file(const std::string& path);

}  // namespace regimes
