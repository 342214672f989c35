#include "app/call.hpp"

namespace regimes::app {
namespace {

/// The word as a shell would take it.
std::string quoted(const std::string& word) {
  const bool is_plain = word.find_first_of(" \t\n'\"()$&|;<>*?\\`#~") == std::string::npos;
  if (is_plain && !word.empty()) return word;
  std::string inside;
  for (const char letter : word) {
    if (letter == '\'') {
      inside += "'\\''";
    } else {
      inside += letter;
    }
  }
  return fmt::format("'{}'", inside);
}

}  // namespace

std::string command_line(const std::string& command, const std::vector<std::string>& arguments) {
  std::string line = "regimes " + command;
  for (const std::string& argument : arguments) line += fmt::format(" {}", quoted(argument));
  return line;
}

bool asks_for_help(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments)
    if (argument == "--help" || argument == "-h") return true;
  return false;
}

}  // namespace regimes::app
