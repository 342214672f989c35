#include "experiments/options/run_options.hpp"

#include <fmt/format.h>

namespace regimes::experiments {
namespace {

using Options = RunOptions;

double& checkpoint_minutes(Options& options) { return options.checkpoints.checkpoint_minutes; }
double& time_limit(Options& options) { return options.checkpoints.time_limit_seconds; }

Option output_option(const std::string& file) {
  return {.name = "output",
          .argument = "FILE",
          .summary = "HDF5 result; FILE.partial while running",
          .explanation = fmt::format(
              "The result, an HDF5 file for xarray.open_dataset(FILE, engine=\"h5netcdf\"). {} A new run is "
              "refused while the file or its FILE.partial exists, unless --force is given.",
              file),
          .range = "a file in a folder that exists",
          .value = text(&Options::output),
          .kind = OptionKind::output_file,
          .on_resume = OnResume::free};
}

std::vector<Option> checkpoint_options(const std::string& when) {
  return {
      {.name = "checkpoint-minutes",
       .argument = "MINUTES",
       .summary = "longest time between two writings of FILE.partial",
       .explanation = when + " `regimes resume FILE.partial` goes on from there.",
       .unit = "minutes",
       .range = "0 or above; 0: whenever there is something new",
       .value = real(&checkpoint_minutes),
       .kind = OptionKind::terminal,
       .on_resume = OnResume::free},
      {.name = "time-limit",
       .argument = "TIME",
       .summary = "stop with a checkpoint before it, like 2h or 02:00:00",
       .explanation = "The run ends in time before this limit, with exit code 75 and FILE.partial to go on "
                      "from. Counted from the start of the program.",
       .unit = "s, min, h, d, hh:mm:ss or d-hh:mm:ss",
       .range = "above 0",
       .value = duration(&time_limit),
       .kind = OptionKind::terminal,
       .on_resume = OnResume::free},
  };
}

std::vector<Option> call_options(const std::string& command) {
  return {
      {.name = "force",
       .summary = "replace an existing output or its FILE.partial",
       .explanation = "Replace the output, or the FILE.partial that an interrupted run has left.",
       .value = switch_value(&Options::force),
       .kind = OptionKind::terminal},
      {.name = "no-state",
       .summary = "write a finished result without its state",
       .explanation = "A finished result then lacks the group `state`, which is the larger part of it where "
                      "there are many queries; it can no longer be extended to more points. Nothing else is "
                      "made from the state.",
       .value = switch_value(&Options::no_state),
       .kind = OptionKind::terminal,
       .on_resume = OnResume::free},
      {.name = "dry-run",
       .summary = "check options and files, say what would run, and stop",
       .explanation = "Checks all options and files, says what would be run, and stops. Nothing is written.",
       .value = switch_value(&Options::dry_run),
       .kind = OptionKind::terminal},
      {.name = "quiet",
       .summary = "print errors only",
       .explanation = "Print errors only.",
       .value = switch_value(&Options::quiet),
       .kind = OptionKind::terminal,
       .on_resume = OnResume::free},
      config_file_option(),
      help_of(command),
  };
}

void check_checkpoints(const CheckpointOptions& options) {
  if (!(options.checkpoint_minutes >= 0))
    throw OptionError("checkpoint-minutes",
                      fmt::format("{} is out of range; give 0 or above", options.checkpoint_minutes));
}

}  // namespace

void check_run(RunOptions& options) {
  check_training(options);
  check_checkpoints(options.checkpoints);
  if (options.output.empty())
    throw OptionError("output", "is empty; name the file to write, such as result.h5");
}

Option precision_option(const std::string& of, const std::string& automatic) {
  return {.name = "precision",
          .argument = "KIND",
          .summary = fmt::format("of the {}: float, double or auto", of),
          .explanation = fmt::format("Arithmetic of the {}; sums are always kept in double, and "
                                     "coordinates are float numbers in either. auto: {}.",
                                     of, automatic),
          .range = "float, double, auto",
          .value = choice(&Options::precision, std::vector{PrecisionChoice::fp32, PrecisionChoice::fp64,
                                                           PrecisionChoice::automatic})};
}

Option query_groups_option(const Place<std::int64_t>& groups, const std::string& most) {
  return {.name = "query-groups",
          .argument = "COUNT",
          .summary = "groups of ranks with different queries",
          .explanation =
              "Ranks share the points; with more than one group they share the queries too: each "
              "group takes its part of the queries and goes through all points. Useful where there "
              "are more ranks than blocks of 192 points.",
          .unit = "groups",
          .range = fmt::format("a divisor of the number of ranks, at most {}", most),
          .value = count(groups),
          .on_resume = OnResume::grows};
}

OptionGroup output_options(const std::string& command, const std::string& file, const std::string& when) {
  return {"Files and terminal",
          joined({{output_option(file)}, checkpoint_options(when), call_options(command)})};
}

Option help_of(const std::string& command) {
  return {.name = help_option,
          .summary = fmt::format("this screen; `regimes help {}` explains more", command),
          .explanation = "Shows one line per option, and examples.",
          .value = not_kept("switch"),
          .kind = OptionKind::terminal};
}

Option config_file_option() {
  return {.name = config_option,
          .argument = "FILE",
          .summary = "lines `name = value` with these names",
          .explanation =
              "Reads options from a file of lines `name = value`, with the names of this page and "
              "true or false for switches; # starts a comment. The command line wins; there, "
              "--quiet=false turns off a switch that the file turns on.",
          .fallback = "none",
          .range = "a readable file",
          .value = not_kept("text"),
          .kind = OptionKind::terminal};
}

}  // namespace regimes::experiments
