#include "app/shell/completion_command.hpp"

#include <fmt/format.h>

#include "app/arguments/call.hpp"
#include "app/arguments/command_help.hpp"
#include "app/arguments/operands.hpp"
#include "app/commands.hpp"
#include "app/shell/completion.hpp"

namespace regimes::app {
namespace {

constexpr const char* bash = "bash";
constexpr const char* zsh = "zsh";

OptionTable options() { return {{"Terminal", {experiments::help_of("completion")}}}; }

Task prepare_completion(const std::vector<std::string>& arguments) {
  if (asks_for_help(arguments)) return {help_screen(completion_command()), {}};
  const OptionTable table = options();
  const SplitArguments split = split_operands(table, arguments);
  read_command_line(table, split.options);
  const auto& shells = split.operands;
  if (shells.size() != 1)
    throw UsageError(fmt::format("completion: {} shells are given; write regimes completion {} or {}",
                                 shells.size(), bash, zsh));
  if (shells.front() == bash) return {bash_completion(commands()), {}};
  if (shells.front() == zsh) return {zsh_completion(commands()), {}};
  throw UsageError(
      fmt::format("completion: no script is made for '{}'; choose {} or {}", shells.front(), bash, zsh));
}

}  // namespace

Command completion_command() {
  return {.name = "completion",
          .summary = "a script that completes commands, options and values in bash or zsh",
          .prepare = prepare_completion,
          .options = options(),
          .operands = {{.name = "SHELL", .choices = {bash, zsh}}},
          .description =
              "Prints a script for the shell. An installed program has it in place already: "
              "share/bash-completion/completions/regimes and share/zsh/site-functions/_regimes "
              "below the installation's prefix.",
          .examples = {"source <(regimes completion bash)",
                       "regimes completion zsh > ~/.zfunc/_regimes   # a folder of $fpath"}};
}

}  // namespace regimes::app
