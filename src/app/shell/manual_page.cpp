#include "app/shell/manual_page.hpp"

#include <fmt/format.h>

#include "app/arguments/command_help.hpp"
#include "app/arguments/exit_meanings.hpp"
#include "base/build_information.hpp"

namespace regimes::app {
namespace {

/// Plain text for groff: letters that it would turn into others are spelled out, and no line begins with what
/// it takes for a request.
std::string escaped(const std::string& text) {
  std::string result;
  bool begins_line = true;
  for (const char letter : text) {
    switch (letter) {
      case '\\':
        result += "\\e";
        break;
      case '-':
        result += "\\-";
        break;
      case '^':
        result += "\\(ha";
        break;
      case '~':
        result += "\\(ti";
        break;
      case '`':
        result += "\\(ga";
        break;
      case '\'':
        result += "\\(aq";
        break;
      case '"':
        result += "\\(dq";
        break;
      default:
        if (begins_line && letter == '.') result += "\\&";
        result += letter;
    }
    begins_line = letter == '\n';
  }
  return result;
}

std::string bold(const std::string& text) { return fmt::format("\\fB{}\\fR", escaped(text)); }
std::string italic(const std::string& text) { return fmt::format("\\fI{}\\fR", escaped(text)); }

std::string sentence(const std::string& label, const std::string& text) {
  return text.empty() ? "" : fmt::format("{}: {}.\n", label, escaped(text));
}

std::string option_entry(const Option& option, const OptionValues& defaults) {
  const std::string argument = option.is_switch() ? "" : fmt::format(" {}", italic(option.argument));
  std::string text = fmt::format(".TP\n{}{}\n{}\n", bold("--" + option.name), argument,
                                 escaped(option.explanation.empty() ? option.summary : option.explanation));
  if (!option.condition.empty()) text += fmt::format("Only with {}.\n", escaped(option.condition));
  return text + sentence("Unit", option.unit) + sentence("Default", fallback_text(option, defaults)) +
         sentence("Range", option.range);
}

/// Lines as a shell would take them.
std::string examples_text(const Command& command) {
  if (command.examples.empty()) return "";
  std::string text = ".PP\nExamples:\n.PP\n.nf\n";
  for (const std::string& example : command.examples) text += fmt::format("{}\n", escaped(example));
  return text + ".fi\n";
}

std::string command_section(const Command& command) {
  std::string text = fmt::format(".SS {}\n{}\n{}", escaped(usage_line(command)),
                                 escaped(command.description.empty() ? command.summary : command.description),
                                 examples_text(command));
  for (const OptionGroup& group : command.options) {
    text += fmt::format(".PP\n{}\n", italic(group.title));
    for (const Option& option : group.options) text += option_entry(option, *command.defaults);
  }
  return text;
}

std::string synopsis() {
  const std::string program = bold("regimes"),
                    rest = fmt::format("{} {}", italic("COMMAND"), italic("OPTIONS"));
  return fmt::format(".SH SYNOPSIS\n{0} {1}\n.br\n{2} {3} {0} {1}\n.br\n{4} {5}\n.br\n{6}\n", program, rest,
                     bold("mpirun -n"), italic("RANKS"), bold("regimes help"), italic("COMMAND"),
                     bold("regimes --version"));
}

std::string overview(const std::vector<Command>& commands) {
  std::string text = fmt::format(
      ".SH DESCRIPTION\n{}\n",
      escaped("Measures when a diffusion model that knows its training set exactly begins to copy it, for "
              "synthetic laws of any dimension and for data from files, in one parallel pass over the "
              "training points. The commands are:"));
  for (const Command& command : commands)
    text += fmt::format(".TP\n{}\n{}\n", bold(command.name), escaped(command.summary));
  return text +
         fmt::format(".PP\n{}\n", escaped("Options have long names only, are spelled out, and are given once "
                                          "each, as --name value or --name=value; a switch is given as "
                                          "--name. Counts may be written 20000, 1e6, 10M or 2^20."));
}

std::string exit_status() {
  std::string text = ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : exit_meanings())
    text += fmt::format(".TP\n{}\n{}\n", static_cast<int>(code), escaped(meaning));
  return text;
}

}  // namespace

std::string manual_page(const std::vector<Command>& commands) {
  std::string text =
      fmt::format(".TH REGIMES 1 \"\" \"regimes {}\" \"User Commands\"\n", build_information::version());
  text += fmt::format(".SH NAME\nregimes \\- the dynamical regimes of diffusion models\n{}{}.SH COMMANDS\n",
                      synopsis(), overview(commands));
  for (const Command& command : commands) text += command_section(command);
  return text + exit_status();
}

}  // namespace regimes::app
