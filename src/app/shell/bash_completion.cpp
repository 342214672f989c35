#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/shell/completion.hpp"
#include "app/shell/completion_words.hpp"
#include "base/build_information.hpp"

namespace regimes::app {
namespace {

/// What comes before the tables: where the word under the cursor stands, and what to offer.
constexpr const char* beginning = R"(_regimes_offer() {  # the words that begin like the current one
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current")
}

_regimes_offer_files() {  # -f: files, -d: folders
  compopt -o filenames 2> /dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$current")
}

_regimes() {
  local words=("${COMP_WORDS[@]:0:COMP_CWORD}") current=${COMP_WORDS[COMP_CWORD]} previous word offered= operand=0 i
  COMPREPLY=()
  # bash splits --name=value into three words.
  if [ "$current" = = ]; then current=; words+=(=); fi
  previous=${words[${#words[@]} - 1]}
  if [ "$previous" = = ]; then previous=${words[${#words[@]} - 2]}; fi
)";

/// What comes behind them. Options are given once; words that are neither options nor values are counted.
constexpr const char* ending = R"(
  case $values in
    choices:*) _regimes_offer "${values#choices:}"; return ;;
    file) _regimes_offer_files -f; return ;;
    folder) _regimes_offer_files -d; return ;;
    anything) return ;;
  esac
  if [[ $current == -* ]]; then
    for word in $options; do
      [[ " ${words[*]:2} " == *" $word "* ]] || offered+=" $word"
    done
    _regimes_offer "$offered"
    return
  fi
  for ((i = 2; i < ${#words[@]}; ++i)); do
    word=${words[i]}
    if [[ $word == = ]]; then i=$((i + 1)); continue; fi
    if [[ $word == -* ]]; then
      if [[ " $takes_value " == *" $word "* && ${words[i + 1]} != = ]]; then i=$((i + 1)); fi
      continue
    fi
    operand=$((operand + 1))
  done
  case ${operands[operand]} in
    choices:*) _regimes_offer "${operands[operand]#choices:}" ;;
    file) _regimes_offer_files -f ;;
    *) [ -n "$current" ] || _regimes_offer "$options" ;;
  esac
}

complete -F _regimes regimes
)";

std::string values_of(const Option& option) {
  switch (value_kind(option)) {
    case ValueKind::choice:
      return fmt::format("choices:{}", fmt::join(option.value.choices, " "));
    case ValueKind::file:
      return "file";
    case ValueKind::folder:
      return "folder";
    case ValueKind::anything:
      break;
  }
  return "anything";
}

/// The case of one command: its options, which of them take a value, its operands, and the values of the
/// option before the cursor.
std::string case_of(const Command& command) {
  std::vector<std::string> names, with_value, operands;
  std::string values;
  for (const Option* option : all_options(command.options)) {
    names.push_back("--" + option->name);
    if (option->is_switch()) continue;
    with_value.push_back(names.back());
    values += fmt::format("        {}) values='{}' ;;\n", names.back(), values_of(*option));
  }
  for (const Operand& operand : command.operands)
    operands.push_back(
        operand.choices.empty() ? "file" : fmt::format("'choices:{}'", fmt::join(operand.choices, " ")));
  return fmt::format(
      "    {})\n"
      "      options='{}'\n"
      "      takes_value='{}'\n"
      "      operands=({})\n"
      "      case $previous in\n{}      esac\n"
      "      ;;\n",
      command.name, fmt::join(names, " "), fmt::join(with_value, " "), fmt::join(operands, " "), values);
}

}  // namespace

std::string bash_completion(const std::vector<Command>& commands) {
  const std::string names = fmt::format("{}", fmt::join(command_names(commands), " "));
  std::string text =
      fmt::format("# Completion of regimes {} for bash; made by `regimes completion bash`.\n{}",
                  build_information::version(), beginning);
  text += fmt::format(
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then _regimes_offer '{} {} {} {}'; return; fi\n"
      "  local options= takes_value= values= operands=()\n"
      "  case ${{COMP_WORDS[1]}} in\n"
      "    {}) operands=('choices:{}') ;;\n",
      names, help_word, help_option_word, version_word, help_word, names);
  for (const Command& command : commands) text += case_of(command);
  return text + "    *) return ;;\n  esac\n" + ending;
}

}  // namespace regimes::app
