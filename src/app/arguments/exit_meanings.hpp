#pragma once
#include <span>

#include "base/error.hpp"

namespace regimes::app {

struct ExitMeaning {
  ExitCode code;
  const char* meaning;
};

/// Every exit code of the program in a few words, for the overview and the manual page.
std::span<const ExitMeaning> exit_meanings();

}  // namespace regimes::app
