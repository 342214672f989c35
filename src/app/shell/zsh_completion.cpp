#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/shell/completion.hpp"
#include "app/shell/completion_words.hpp"
#include "base/build_information.hpp"

namespace regimes::app {
namespace {

/// `text` for a place within single quotes, with a backslash before what _arguments and _describe give a
/// meaning.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char letter : text) {
    if (letter == '\'')
      result += "'\\''";
    else if (letter == '[' || letter == ']' || letter == ':' || letter == '\\')
      result += fmt::format("\\{}", letter);
    else
      result += letter;
  }
  return result;
}

/// What _arguments is to do for a value.
std::string action_of(ValueKind kind, const std::vector<std::string>& choices) {
  switch (kind) {
    case ValueKind::choice:
      return fmt::format("({})", fmt::join(choices, " "));
    case ValueKind::file:
      return "_files";
    case ValueKind::folder:
      return "_files -/";
    case ValueKind::anything:
      break;
  }
  return " ";
}

/// '--name=[summary]:VALUE:action', one line each.
std::string specification_of(const Option& option) {
  if (option.is_switch()) return fmt::format(" \\\n        '--{}[{}]'", option.name, escaped(option.summary));
  return fmt::format(" \\\n        '--{}=[{}]:{}:{}'", option.name, escaped(option.summary),
                     escaped(option.argument), action_of(value_kind(option), option.value.choices));
}

std::string specification_of(const Operand& operand) {
  const ValueKind kind = operand.choices.empty() ? ValueKind::file : ValueKind::choice;
  const bool is_optional = operand.name.starts_with("[");
  const std::string name = is_optional ? operand.name.substr(1, operand.name.size() - 2) : operand.name;
  return fmt::format(" \\\n        ':{}{}:{}'", is_optional ? ":" : "", name,
                     action_of(kind, operand.choices));
}

std::string case_of(const Command& command) {
  std::string text = fmt::format("        {}) _arguments", command.name);
  for (const Operand& operand : command.operands) text += specification_of(operand);
  for (const Option* option : all_options(command.options)) text += specification_of(*option);
  return text + " ;;\n";
}

}  // namespace

std::string zsh_completion(const std::vector<Command>& commands) {
  std::string text = fmt::format(
      "#compdef regimes\n"
      "# Completion of regimes {} for zsh; made by `regimes completion zsh`.\n"
      "_regimes() {{\n"
      "  local state line curcontext=$curcontext\n"
      "  local -a commands\n"
      "  commands=(\n",
      build_information::version());
  for (const Command& command : commands)
    text += fmt::format("    '{}:{}'\n", command.name, escaped(command.summary));
  text += fmt::format(
      "    '{}:what the options of a command mean'\n"
      "  )\n"
      "  _arguments -C '{}[versions]' '{}[the commands]' ':command:->command' '*::argument:->argument'\n"
      "  case $state in\n"
      "    command) _describe command commands ;;\n"
      "    argument)\n"
      "      case $words[1] in\n"
      "        {}) _arguments ':command:({})' ;;\n",
      help_word, version_word, help_option_word, help_word, fmt::join(command_names(commands), " "));
  for (const Command& command : commands) text += case_of(command);
  return text +
         "      esac ;;\n"
         "  esac\n"
         "}\n\n"
         "_regimes \"$@\"\n";
}

}  // namespace regimes::app
