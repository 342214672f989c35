#include "app/inspect/inspect_command.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/arguments/call.hpp"
#include "app/arguments/command_help.hpp"
#include "app/arguments/operands.hpp"
#include "app/inspect/inspect_report.hpp"
#include "app/terminal/terminal.hpp"
#include "experiments/collapse/dimension_variables.hpp"
#include "experiments/options/run_options.hpp"
#include "io/reading_trial.hpp"
#include "io/result_file.hpp"

namespace regimes::app {
namespace {

struct InspectOptions : OptionValues {
  bool all = false;
  bool diff = false;
  io::Tolerance tolerance;
};

bool shows_one(const InspectOptions& options) { return !options.diff; }
bool compares(const InspectOptions& options) { return options.diff; }
bool compares_with_errors(const InspectOptions& options) { return options.diff && !options.tolerance.exact; }
double& standard_errors(InspectOptions& options) { return options.tolerance.standard_errors; }
double& rounding(InspectOptions& options) { return options.tolerance.relative; }
bool& exact(InspectOptions& options) { return options.tolerance.exact; }

OptionTable options() {
  using experiments::real, experiments::switch_value, experiments::when;
  return {
      {"One file",
       {{.name = "all",
         .summary = "also the state and the provenance",
         .explanation =
             "Also shows the groups of the file: `state`, from which a run goes on, and `provenance`: every "
             "option with its origin, versions, machine, and every run that went into the file.",
         .value = switch_value(&InspectOptions::all),
         .applies = when<InspectOptions>(shows_one),
         .condition = "one file"}}},
      {"Comparison of two files",
       {{.name = "diff",
         .summary = "what differs between FILE and OTHER",
         .explanation =
             "Compares two files: options, versions, machine and times, attributes, dimensions and values. "
             "The program ends with 1 if dimensions, variables or values differ, and with 0 if only the "
             "others do. Numbers X that have X_stderr in both files differ if they are further apart than "
             "--sigmas combined standard errors. The group `state`, from which these are made, is left out "
             "unless --exact is given.",
         .value = switch_value(&InspectOptions::diff)},
        {.name = "sigmas",
         .argument = "REAL",
         .summary = "standard errors beyond which numbers differ",
         .explanation = "How many combined standard errors, sqrt(e1^2 + e2^2), two numbers may be apart. "
                        "Curves hold hundreds of numbers: at 3, some differ by chance.",
         .unit = "combined standard errors",
         .range = "0 or above",
         .value = real(&standard_errors),
         .applies = when<InspectOptions>(compares_with_errors),
         .condition = "--diff, without --exact"},
        {.name = "rounding",
         .argument = "REAL",
         .summary = "relative difference that is rounding",
         .explanation =
             "Numbers that differ by at most this part of the larger one count as equal: another number of "
             "ranks changes the order of sums.",
         .unit = "part of the number",
         .range = "0 or above",
         .value = real(&rounding),
         .applies = when<InspectOptions>(compares_with_errors),
         .condition = "--diff, without --exact"},
        {.name = "exact",
         .summary = "every number, bit for bit",
         .explanation = "Compares every number bit for bit, standard errors and the group `state` included.",
         .value = switch_value(&exact),
         .applies = when<InspectOptions>(compares),
         .condition = "--diff"}}},
      {"Terminal", {experiments::help_of("inspect")}}};
}

void require_range(const InspectOptions& options) {
  if (!(options.tolerance.standard_errors >= 0))
    throw UsageError(
        fmt::format("--sigmas: {} is out of range; give 0 or above", options.tolerance.standard_errors));
  if (!(options.tolerance.relative >= 0))
    throw UsageError(
        fmt::format("--rounding: {} is out of range; give 0 or above", options.tolerance.relative));
}

void require_files(const std::vector<std::string>& files, bool diff) {
  const std::size_t wanted = diff ? 2 : 1;
  if (files.size() < wanted)
    throw UsageError(diff ? "inspect --diff: two files are compared; write regimes inspect --diff FILE OTHER"
                          : "inspect: no file is given; write regimes inspect FILE");
  if (files.size() > wanted)
    throw UsageError(fmt::format("inspect: '{}' is one file too many{}", files[wanted],
                                 diff ? "" : "; two are compared with --diff"));
}

Task prepare_inspect(const std::vector<std::string>& arguments) {
  if (asks_for_help(arguments)) return {help_screen(inspect_command()), {}};
  InspectOptions given;
  const OptionTable table = options();
  const SplitArguments split = split_operands(table, arguments);
  Call().read(table, split.options, given);
  require_range(given);
  const auto& files = split.operands;
  require_files(files, given.diff);
  std::for_each(files.begin(), files.end(), io::try_document);
  io::Document document = io::read_document(files[0]);
  if (!given.diff) {
    experiments::derive_effective_dimension(document);
    return {inspect_report(files[0], document, {columns_of_standard_output(), given.all}), {}};
  }
  const auto found = io::differences(document, io::read_document(files[1]), given.tolerance);
  return {difference_report(found, given.tolerance),
          {},
          results_differ(found) ? ExitCode::differs : ExitCode::done};
}

}  // namespace

Command inspect_command() {
  return {.name = "inspect",
          .summary = "what a result file holds, or how two of them differ",
          .prepare = prepare_inspect,
          .options = options(),
          .defaults = std::make_shared<InspectOptions>(),
          .operands = {{.name = "FILE"}, {.name = "[OTHER]"}},
          .description =
              "Prints what a result file of any command holds: where it comes from, collapse times if it "
              "has any, dimensions, coordinates, and of every variable its dimensions, unit, values with "
              "their errors (of many, the range and the number of NaN) and meaning; then attributes, and "
              "with --all the state and the provenance. Lines are as long as the terminal is wide, 80 "
              "characters where there is none. With --diff, what differs between two files.",
          .examples = {"regimes inspect gaussian.h5", "regimes inspect --all gaussian.h5",
                       "regimes inspect --diff gaussian.h5 again.h5",
                       "regimes inspect --diff --exact gaussian.h5 copy.h5"}};
}

}  // namespace regimes::app
