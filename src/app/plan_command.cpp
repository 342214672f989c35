#include "app/plan_command.hpp"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <span>

#include "app/call.hpp"
#include "app/collapse_option_table.hpp"
#include "app/command_help.hpp"
#include "app/ending.hpp"
#include "app/machine_profile_file.hpp"
#include "app/option_setters.hpp"
#include "app/plan_report.hpp"
#include "io/replace_file.hpp"
#include "io/result_file.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::app {
namespace {

constexpr std::int64_t most_ranks = 10'000'000;

enum class PlanFormat { table, json };
const char* name_of(PlanFormat format) { return format == PlanFormat::table ? "table" : "json"; }

struct PlanRequest : CollapseRequest {
  std::int64_t ranks = 1;
  std::optional<std::int64_t> nodes;
  std::string profile;
  bool calibrate = false;
  PlanFormat format = PlanFormat::table;
};

OptionTable option_table(PlanRequest& request) {
  OptionTable table = {
      {"The plan",
       {{.name = "ranks",
         .argument = "COUNT",
         .summary = "MPI ranks that the run will have",
         .explanation = "How many MPI ranks the run will have.",
         .unit = "ranks",
         .fallback = "1",
         .range = fmt::format("1 to {}", most_ranks),
         .set = count_into(request.ranks)},
        {.name = "nodes",
         .argument = "COUNT",
         .summary = "nodes that they share, for Slurm",
         .explanation = "How many nodes the ranks share; only for the Slurm directives.",
         .unit = "nodes",
         .fallback = "left to Slurm",
         .range = "1 to --ranks",
         .set = count_into(request.nodes)},
        {.name = "profile",
         .argument = "FILE",
         .summary = "a machine profile, instead of measuring here",
         .explanation = "A machine profile that --calibrate has written, on the machine that the run is for. "
                        "Without it, the run's own "
                        "points are swept here for two seconds.",
         .fallback = "none",
         .range = "a readable file",
         .set = text_into(request.profile)},
        {.name = "calibrate",
         .summary = "write the profile of this machine to --output",
         .explanation =
             "Measures this machine for some seconds and writes its profile to the file that --output names.",
         .fallback = "off",
         .set = switch_into(request.calibrate)},
        {.name = "format",
         .argument = "FORMAT",
         .summary = "table or json",
         .explanation = "table: for people. json: one object, all times in seconds and sizes in bytes.",
         .fallback = "table",
         .range = "table, json",
         .set = choice_into(request.format, std::vector{PlanFormat::table, PlanFormat::json})}}}};
  for (OptionGroup& group : collapse_option_table(request)) {
    for (Option& option : group.options)
      if (option.name == help_option) option = help_of("plan");
    table.push_back(std::move(group));
  }
  return table;
}

OptionTable options() {
  static PlanRequest request;
  return option_table(request);
}

void check(const Call<PlanRequest>& call) {
  const PlanRequest& request = call.request;
  using experiments::check_range;
  check_range("ranks", request.ranks, 1, most_ranks);
  if (request.nodes) check_range("nodes", *request.nodes, 1, request.ranks);
  if (request.calibrate && !find(call.assignments, "output"))
    throw UsageError("--calibrate: needs --output, the file for the profile");
  if (request.calibrate && !request.profile.empty())
    throw UsageError("--profile: has no effect with --calibrate, which measures this machine");
}

void calibrate(const PlanRequest& request, const parallel::Communicator& alone) {
  const std::string& path = request.options.output;
  io::check_output(path, request.options.force);
  const std::string text = profile_text(experiments::measure_machine(alone));
  const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
  io::replace_file(path, {bytes.begin(), bytes.end()});
  std::cout << text;
}

void plan(const PlanRequest& request, const parallel::Communicator& alone) {
  std::optional<experiments::MachineProfile> profile;
  if (!request.profile.empty()) profile = read_profile(request.profile);
  const auto plan = experiments::plan_collapse(request.options, request.ranks, profile,
                                               experiments::Calibration::here, alone);
  const PlanContext context{request.nodes, request.options.checkpoints.time_limit_seconds,
                            profile ? "profile " + request.profile : "calibration"};
  std::cout << (request.format == PlanFormat::json ? plan_json(plan, context) : plan_table(plan, context));
}

Task prepare(const std::vector<std::string>& arguments) {
  if (asks_for_help(arguments)) return {help_screen(plan_command()), {}};
  const auto call = std::make_shared<Call<PlanRequest>>();
  call->read(option_table(call->request), arguments);
  call->with_places([&] {
    check(*call);
    if (!call->request.calibrate) call->request.options = experiments::resolve(call->request.options);
    return 0;
  });
  return {{}, [call](const parallel::Communicator& communicator) {
            const parallel::Communicator alone = communicator.split(communicator.rank());
            parallel::on_root(communicator, [&] {
              call->with_places([&] {
                call->request.calibrate ? calibrate(call->request, alone) : plan(call->request, alone);
                return 0;
              });
            });
            return ExitCode::done;
          }};
}

}  // namespace

Command plan_command() {
  return {
      .name = "plan",
      .summary = "what a run of collapse would take: time, memory, work, files, Slurm directives",
      .prepare = prepare,
      .manual = [] { return help_manual(plan_command()); },
      .options = options,
      .description =
          "Takes the options of collapse and says what the run would take, without running it: wall time "
          "with a range, memory per "
          "rank, pairs, operations, bytes reduced, sizes of files, the bound on rounding errors, and Slurm "
          "directives. Options and "
          "data files are checked as the run would check them.",
      .examples = {"regimes plan --dimension 48 --points 1e9 --ranks 64 --nodes 2 --time-limit 2h",
                   "regimes plan --calibrate --output node.json",
                   "regimes plan --dimension 48 --points 1e9 --ranks 64 --profile node.json --format json"}};
}

}  // namespace regimes::app
