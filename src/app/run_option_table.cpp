#include "app/run_option_table.hpp"

#include <fmt/format.h>

#include "app/command_help.hpp"
#include "app/command_line.hpp"
#include "app/option_setters.hpp"

namespace regimes::app {

Option precision_option(experiments::PrecisionChoice& precision, const std::string& of,
                        const std::string& automatic) {
  using experiments::PrecisionChoice;
  return {.name = "precision",
          .argument = "KIND",
          .summary = fmt::format("of the {}: float, double or auto", of),
          .explanation = fmt::format("Arithmetic of the {}; sums are always kept in double, and "
                                     "coordinates are float numbers in either. auto: {}.",
                                     of, automatic),
          .fallback = std::string(name_of(precision)),
          .range = "float, double, auto",
          .set = choice_into(precision, std::vector{PrecisionChoice::single, PrecisionChoice::twice,
                                                    PrecisionChoice::automatic})};
}

Option query_groups_option(std::int64_t& groups, const std::string& most) {
  return {.name = "query-groups",
          .argument = "COUNT",
          .summary = "groups of ranks with different queries",
          .explanation =
              "Ranks share the points; with more than one group they share the queries too: each "
              "group takes its part of the queries and goes through all points. Useful where there "
              "are more ranks than blocks of 192 points.",
          .unit = "groups",
          .fallback = fmt::format("{}", groups),
          .range = fmt::format("a divisor of the number of ranks, at most {}", most),
          .set = count_into(groups)};
}

Option output_option(std::string& output, const std::string& summary, const std::string& more) {
  return {.name = "output",
          .argument = "FILE",
          .summary = summary,
          .explanation = fmt::format(
              "The result, an HDF5 file for xarray.open_dataset(FILE, engine=\"h5netcdf\"). {}A new run is "
              "refused while the file or its FILE.partial exists, unless --force is given.",
              more.empty() ? "" : more + " "),
          .fallback = output,
          .range = "a file in a folder that exists",
          .set = text_into(output)};
}

std::vector<Option> checkpoint_options(experiments::CheckpointOptions& checkpoints, const std::string& when) {
  return {
      {.name = "checkpoint-minutes",
       .argument = "MINUTES",
       .summary = "longest time between two writings of FILE.partial",
       .explanation = when + " `regimes resume FILE.partial` goes on from there.",
       .unit = "minutes",
       .fallback = fmt::format("{:g}", checkpoints.checkpoint_minutes),
       .range = "0 or above; 0: whenever there is something new",
       .set = real_into(checkpoints.checkpoint_minutes)},
      {.name = "time-limit",
       .argument = "TIME",
       .summary = "stop with a checkpoint before it, like 2h or 02:00:00",
       .explanation = "The run ends in time before this limit, with exit code 75 and FILE.partial to go on "
                      "from. Counted from the start of the program.",
       .unit = "s, min, h, d, hh:mm:ss or d-hh:mm:ss",
       .fallback = "none",
       .range = "above 0",
       .set = duration_into(checkpoints.time_limit_seconds)},
  };
}

std::vector<Option> terminal_options(bool& force, bool& dry_run, bool& quiet, const std::string& command) {
  return {
      {.name = "force",
       .summary = "replace an existing output or its FILE.partial",
       .explanation = "Replace the output, or the FILE.partial that an interrupted run has left.",
       .fallback = "off",
       .set = switch_into(force)},
      {.name = "dry-run",
       .summary = "check options and files, say what would run, and stop",
       .explanation = "Checks all options and files, says what would be run, and stops. Nothing is written.",
       .fallback = "off",
       .set = switch_into(dry_run)},
      {.name = "quiet",
       .summary = "print errors only",
       .explanation = "Print errors only.",
       .fallback = "off",
       .set = switch_into(quiet)},
      {.name = config_option,
       .argument = "FILE",
       .summary = "lines `name = value` with these names",
       .explanation = "Reads options from a file of lines `name = value`, with the names of this page and "
                      "true or false for switches; # starts a comment. The command line wins; there, "
                      "--quiet=false turns off a switch that the file turns on.",
       .fallback = "none",
       .range = "a readable file",
       .set = [](const std::string&, const std::string&) {}},
      help_of(command),
  };
}

std::vector<Option> joined(std::initializer_list<std::vector<Option>> groups) {
  std::vector<Option> all;
  for (const std::vector<Option>& group : groups) all.insert(all.end(), group.begin(), group.end());
  return all;
}

}  // namespace regimes::app
