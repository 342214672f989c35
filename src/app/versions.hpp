#pragma once
#include <string>

namespace regimes::app {

/// What `regimes --version` prints: the program and what it was built from, with and on.
std::string versions();

}  // namespace regimes::app
