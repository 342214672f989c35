#pragma once
/// The options of a command as text: one line each for a screen, or everything for the manual.
#include <string>

#include "app/arguments/command.hpp"

namespace regimes::app {

/// One line per option under its group's title; what must be given stands first.
std::string short_help(const Command& command);

/// A paragraph per option: explanation, when it applies, default and range. Groups that are explained on
/// request are only named, unless `with_all`.
std::string long_help(const Command& command, bool with_all);

/// `text` in lines of at most the help's width, each behind `indent` blanks.
std::string wrapped(const std::string& text, int indent);

}  // namespace regimes::app
