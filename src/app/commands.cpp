#include "app/commands.hpp"

#include <fmt/format.h>

#include <utility>

#include "app/arguments/command_help.hpp"
#include "app/arguments/exit_meanings.hpp"
#include "app/doctor/doctor_command.hpp"
#include "app/inspect/cite_command.hpp"
#include "app/inspect/inspect_command.hpp"
#include "app/inspect/strip_command.hpp"
#include "app/run/plan_command.hpp"
#include "app/run/resume_command.hpp"
#include "app/run/run_command.hpp"
#include "app/shell/completion_command.hpp"
#include "app/shell/describe_command.hpp"
#include "app/shell/manual_command.hpp"
#include "app/theory/theory_command.hpp"
#include "app/versions.hpp"
#include "base/text.hpp"
#include "experiments/catalogue/experiments.hpp"

namespace regimes::app {
namespace {

constexpr int name_width = 12;  ///< of the longest command
constexpr const char* all_option = "--all";

std::string exit_codes() {
  std::string text = "\nExit codes:\n";
  for (const auto& [code, meaning] : exit_meanings())
    text += fmt::format("  {:<10} {}\n", static_cast<int>(code), meaning);
  return text;
}

std::string overview() {
  std::string text =
      "regimes: the dynamical regimes of diffusion models\n\n"
      "  regimes COMMAND OPTIONS          or in parallel: mpirun -n RANKS regimes COMMAND OPTIONS\n\n";
  for (const Command& command : commands())
    text += fmt::format("  {:<{}} {}\n", command.name, name_width, command.summary);
  return text +
         fmt::format("  {:<{}} {}\n", "help", name_width,
                     "this page; `regimes help COMMAND` explains the options of a command, --all every one") +
         "\n  --version  versions of the program and of what it is built with\n" + exit_codes();
}

Task help(const std::vector<std::string>& arguments) {
  std::vector<std::string> words(arguments.begin() + 1, arguments.end());
  const bool with_all = std::erase(words, all_option) > 0;
  if (words.size() > 1)
    throw UsageError(fmt::format("help takes one command and {}, not also '{}'", all_option, words[1]));
  if (words.empty() && with_all)
    throw UsageError(fmt::format("help {0} needs a command; write regimes help COMMAND {0}", all_option));
  return {words.empty() ? overview() : help_manual(find_command(words[0]), with_all), {}};
}

}  // namespace

const Command& find_command(const std::string& name) {
  std::vector<std::string> known = {"help"};
  for (const Command& command : commands()) {
    if (command.name == name) return command;
    known.push_back(command.name);
  }
  const auto nearest = nearest_match(name, known);
  throw UsageError(fmt::format("unknown command '{}'; {}`regimes help` lists the commands", name,
                               nearest ? fmt::format("did you mean '{}'? ", *nearest) : ""));
}

const std::vector<Command>& commands() {
  static const std::vector<Command> table = [] {
    std::vector<Command> all;
    for (const experiments::Experiment& experiment : experiments::experiments())
      all.push_back(run_command(experiment));
    for (const Command& command :
         {resume_command(), plan_command(), theory_command(), doctor_command(), inspect_command(),
          strip_command(), cite_command(), describe_command(), completion_command(), manual_command()})
      all.push_back(command);
    return all;
  }();
  return table;
}

Task prepare(const std::vector<std::string>& arguments) {
  if (arguments.empty()) throw UsageError("no command is given; `regimes help` lists them");
  const std::string& first = arguments.front();
  if (first == "help" || first == "--help" || first == "-h") return help(arguments);
  if (first == "--version") {
    if (arguments.size() > 1)
      throw UsageError(fmt::format("--version stands alone, without '{}'", arguments[1]));
    return {versions(), {}};
  }
  if (first.starts_with("-")) {
    if (const auto nearest = nearest_match(first, {"--version", "--help"}))
      throw UsageError(fmt::format("unknown option '{}'; did you mean {}?", first, *nearest));
    throw UsageError(
        fmt::format("'{}' before a command; write regimes COMMAND OPTIONS, see `regimes help`", first));
  }
  return find_command(first).prepare({arguments.begin() + 1, arguments.end()});
}

}  // namespace regimes::app
