#include "app/shell/completion_words.hpp"

#include "app/arguments/command_help.hpp"

namespace regimes::app {

ValueKind value_kind(const Option& option) {
  if (!option.value.choices.empty()) return ValueKind::choice;
  if (option.argument == "FILE") return ValueKind::file;
  return option.argument == "FOLDER" ? ValueKind::folder : ValueKind::anything;
}

std::vector<std::string> command_names(const std::vector<Command>& commands) {
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.name);
  return names;
}

}  // namespace regimes::app
