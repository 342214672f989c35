#include "app/shell/manual_command.hpp"

#include "app/arguments/call.hpp"
#include "app/arguments/command_help.hpp"
#include "app/commands.hpp"
#include "app/shell/manual_page.hpp"

namespace regimes::app {
namespace {

OptionTable options() { return {{"Terminal", {experiments::help_of("manual")}}}; }

Task prepare_manual(const std::vector<std::string>& arguments) {
  if (asks_for_help(arguments)) return {help_screen(manual_command()), {}};
  read_command_line(options(), arguments);
  return {manual_page(commands()), {}};
}

}  // namespace

Command manual_command() {
  return {.name = "manual",
          .summary = "the manual page of all commands, for man",
          .prepare = prepare_manual,
          .options = options(),
          .operands = {},
          .description =
              "Prints the manual page, regimes(1), as man and groff read it. An installed program "
              "has it in place already: share/man/man1/regimes.1 below the installation's prefix.",
          .examples = {"regimes manual | man --local-file -"}};
}

}  // namespace regimes::app
