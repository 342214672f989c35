#include "app/completion_words.hpp"

#include "app/command_help.hpp"
#include "app/option_setters.hpp"

namespace regimes::app {

ValueKind value_kind(const Option& option) {
  if (!choices_of(option).empty()) return ValueKind::choice;
  if (option.argument == "FILE") return ValueKind::file;
  return option.argument == "FOLDER" ? ValueKind::folder : ValueKind::anything;
}

std::vector<Option> all_options(const Command& command) {
  std::vector<Option> all;
  for (const OptionGroup& group : options_of(command))
    all.insert(all.end(), group.options.begin(), group.options.end());
  return all;
}

std::vector<std::string> command_names(const std::vector<Command>& commands) {
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.name);
  return names;
}

}  // namespace regimes::app
