#include "app/inspect_command.hpp"

#include <fmt/format.h>

#include "app/call.hpp"
#include "app/command_help.hpp"
#include "app/inspect_report.hpp"
#include "app/operands.hpp"
#include "app/option_setters.hpp"
#include "app/terminal.hpp"
#include "io/result_file.hpp"

namespace regimes::app {
namespace {

struct InspectRequest {
  bool all = false;
  bool diff = false;
  io::Tolerance tolerance;
};

OptionTable option_table(InspectRequest& request) {
  io::Tolerance& tolerance = request.tolerance;
  const auto shows = [&request] { return !request.diff; };
  const auto compares = [&request] { return request.diff; };
  const auto compares_with_errors = [&request] { return request.diff && !request.tolerance.exact; };
  return {
      {"One file",
       {{.name = "all",
         .summary = "also the state and the provenance",
         .explanation =
             "Also shows the groups of the file: `state`, from which a run goes on, and `provenance`: every "
             "option with its origin, versions, machine, and every run that went into the file.",
         .fallback = "off",
         .set = switch_into(request.all),
         .has_effect = shows,
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
         .fallback = "off",
         .set = switch_into(request.diff)},
        {.name = "sigmas",
         .argument = "REAL",
         .summary = "standard errors beyond which numbers differ",
         .explanation = "How many combined standard errors, sqrt(e1^2 + e2^2), two numbers may be apart. "
                        "Curves hold hundreds of numbers: at 3, some differ by chance.",
         .unit = "combined standard errors",
         .fallback = fmt::format("{:g}", io::Tolerance{}.standard_errors),
         .range = "0 or above",
         .set = real_into(tolerance.standard_errors),
         .has_effect = compares_with_errors,
         .condition = "--diff, without --exact"},
        {.name = "rounding",
         .argument = "REAL",
         .summary = "relative difference that is rounding",
         .explanation =
             "Numbers that differ by at most this part of the larger one count as equal: another number of "
             "ranks changes the order of sums.",
         .unit = "part of the number",
         .fallback = fmt::format("{:g}", io::Tolerance{}.relative),
         .range = "0 or above",
         .set = real_into(tolerance.relative),
         .has_effect = compares_with_errors,
         .condition = "--diff, without --exact"},
        {.name = "exact",
         .summary = "every number, bit for bit",
         .explanation = "Compares every number bit for bit, standard errors and the group `state` included.",
         .fallback = "off",
         .set = switch_into(tolerance.exact),
         .has_effect = compares,
         .condition = "--diff"}}},
      {"Terminal", {help_of("inspect")}}};
}

OptionTable options() {
  static InspectRequest request;
  return option_table(request);
}

void require_range(const InspectRequest& request) {
  if (!(request.tolerance.standard_errors >= 0))
    throw UsageError(
        fmt::format("--sigmas: {} is out of range; give 0 or above", request.tolerance.standard_errors));
  if (!(request.tolerance.relative >= 0))
    throw UsageError(
        fmt::format("--rounding: {} is out of range; give 0 or above", request.tolerance.relative));
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
  Call<InspectRequest> call;
  const OptionTable table = option_table(call.request);
  const SplitArguments split = split_operands(table, arguments);
  call.read(table, split.options);
  require_range(call.request);
  const auto& files = split.operands;
  require_files(files, call.request.diff);
  const io::Document document = io::read_document(files[0]);
  if (!call.request.diff)
    return {inspect_report(files[0], document, {columns_of_standard_output(), call.request.all}), {}};
  const auto found = io::differences(document, io::read_document(files[1]), call.request.tolerance);
  return {difference_report(found, call.request.tolerance),
          {},
          results_differ(found) ? ExitCode::differs : ExitCode::done};
}

}  // namespace

Command inspect_command() {
  return {.name = "inspect",
          .summary = "what a result file holds, or how two of them differ",
          .prepare = prepare_inspect,
          .manual = [] { return help_manual(inspect_command()); },
          .options = options,
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
