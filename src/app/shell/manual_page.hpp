#pragma once
#include <string>
#include <vector>

#include "app/arguments/command.hpp"

namespace regimes::app {

/// regimes(1), for man: commands, options, exit codes, in the language of groff's man macros.
std::string manual_page(const std::vector<Command>& commands);

}  // namespace regimes::app
