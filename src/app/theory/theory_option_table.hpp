#pragma once
#include "app/arguments/command.hpp"
#include "app/theory/theory_options.hpp"

namespace regimes::app {

/// The options of `regimes theory`, in the order of the help.
OptionTable theory_option_table();

/// An option that has a meaning only where `holds` does; `condition` says when, in words.
Option only(bool (*holds)(const TheoryOptions&), const std::string& condition, Option option);

}  // namespace regimes::app
