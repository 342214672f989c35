#include "app/arguments/command_help.hpp"

#include <fmt/format.h>

#include "app/arguments/command_line.hpp"
#include "app/arguments/option_help.hpp"

namespace regimes::app {
namespace {

std::string examples_of(const Command& command) {
  std::string text = "Examples:\n";
  for (const std::string& example : command.examples) text += fmt::format("  {}\n", example);
  return text;
}

}  // namespace

std::string usage_line(const Command& command) {
  std::string line = "regimes " + command.name;
  for (const Operand& operand : command.operands) line += " " + operand.name;
  return line + " OPTIONS";
}

std::string help_screen(const Command& command) {
  return fmt::format("Usage: {}   (counts may be written 1e6, 10M, 2^20; defaults in brackets)\n{}{}",
                     usage_line(command), short_help(command), examples_of(command));
}

std::string help_manual(const Command& command, bool with_all) {
  return fmt::format("{}\n\n{}\n{}\n{}", usage_line(command), wrapped(command.description, 0),
                     examples_of(command), long_help(command, with_all));
}

}  // namespace regimes::app
