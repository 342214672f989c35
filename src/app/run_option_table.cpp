#include "app/run_option_table.hpp"

#include <fmt/format.h>

#include "app/command_help.hpp"
#include "app/command_line.hpp"
#include "app/option_setters.hpp"

namespace regimes::app {

Option precision_option(experiments::PrecisionChoice& precision, const std::string& automatic) {
  using experiments::PrecisionChoice;
  return {.name = "precision",
          .argument = "KIND",
          .summary = "of the products: float, double or auto",
          .explanation = fmt::format("Arithmetic of the products; sums are always kept in double, and "
                                     "coordinates are float numbers in either. auto: {}.",
                                     automatic),
          .fallback = std::string(name_of(precision)),
          .range = "float, double, auto",
          .set = choice_into(precision, std::vector{PrecisionChoice::single, PrecisionChoice::twice,
                                                    PrecisionChoice::automatic})};
}

std::vector<Option> terminal_options(bool& force, bool& quiet, const std::string& command) {
  return {
      {.name = "force",
       .summary = "replace an existing output",
       .explanation = "Replace the output, or the FILE.partial that an interrupted run has left.",
       .fallback = "off",
       .set = switch_into(force)},
      {.name = "quiet",
       .summary = "print errors only",
       .explanation = "Print errors only.",
       .fallback = "off",
       .set = switch_into(quiet)},
      {.name = config_option,
       .argument = "FILE",
       .summary = "lines `name = value` with these names",
       .explanation = "Reads options from a file of lines `name = value`, with the names of this page and "
                      "true or false for switches; # starts a comment. The command line wins.",
       .fallback = "none",
       .range = "a readable file",
       .set = [](const std::string&, const std::string&) {}},
      help_of(command),
  };
}

}  // namespace regimes::app
