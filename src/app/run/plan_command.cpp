#include "app/run/plan_command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <span>

#include "app/arguments/call.hpp"
#include "app/arguments/command_help.hpp"
#include "app/collective_exit.hpp"
#include "app/run/machine_profile_file.hpp"
#include "app/run/plan_report.hpp"
#include "app/terminal/terminal.hpp"
#include "base/printable.hpp"
#include "base/text.hpp"
#include "experiments/catalogue/experiments.hpp"
#include "experiments/run/input_files.hpp"
#include "io/replace_file.hpp"
#include "io/result_file.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::app {
namespace {

using experiments::Experiment;

constexpr std::int64_t most_ranks = 10'000'000;

enum class PlanFormat { table, json };
const char* name_of(PlanFormat format) { return format == PlanFormat::table ? "table" : "json"; }

struct PlanOptions : OptionValues {
  std::int64_t ranks = 1;
  std::optional<std::int64_t> nodes;
  std::string profile;
  bool calibrate = false;
  PlanFormat format = PlanFormat::table;
};

OptionGroup own_options() {
  using namespace experiments;
  return {"The plan",
          {{.name = "ranks",
            .argument = "COUNT",
            .summary = "MPI ranks that the run will have",
            .explanation = "How many MPI ranks the run will have.",
            .unit = "ranks",
            .range = fmt::format("1 to {}", most_ranks),
            .value = count(&PlanOptions::ranks)},
           {.name = "nodes",
            .argument = "COUNT",
            .summary = "nodes that they share, for Slurm",
            .explanation = "How many nodes the ranks share; only for the Slurm directives.",
            .unit = "nodes",
            .fallback = "left to Slurm",
            .range = "1 to --ranks",
            .value = count(&PlanOptions::nodes)},
           {.name = "profile",
            .argument = "FILE",
            .summary = "a machine profile, instead of measuring here",
            .explanation = "A machine profile that --calibrate has written, on the machine that the run is "
                           "for. Without it, this machine is measured for some seconds.",
            .range = "a readable file",
            .value = text(&PlanOptions::profile)},
           {.name = "calibrate",
            .summary = "write the profile of this machine to --output",
            .explanation = "Measures this machine for some seconds and writes its profile to the file that "
                           "--output names.",
            .value = switch_value(&PlanOptions::calibrate)},
           {.name = "format",
            .argument = "FORMAT",
            .summary = "table or json",
            .explanation = "table: for people. json: one object, all times in seconds and sizes in bytes.",
            .range = "table, json",
            .value = choice(&PlanOptions::format, std::vector{PlanFormat::table, PlanFormat::json})}}};
}

/// The options of the plan and of the experiment that is planned.
OptionTable options_of(const Experiment& experiment) {
  OptionTable table = {own_options()};
  for (OptionGroup group : experiment.options) {
    for (Option& option : group.options)
      if (option.name == experiments::help_option) option = experiments::help_of("plan");
    table.push_back(std::move(group));
  }
  return table;
}

std::vector<std::string> names_of_experiments() {
  std::vector<std::string> names;
  for (const Experiment& experiment : experiments::experiments()) names.push_back(experiment.name);
  return names;
}

/// The experiment that the first word names; the first one there is where that is an option.
const Experiment& experiment_of(const std::vector<std::string>& arguments) {
  const std::vector<std::string> names = names_of_experiments();
  if (arguments.empty() || arguments.front().starts_with("-"))
    return *experiments::find_experiment(names.front());
  const Experiment* experiment = experiments::find_experiment(arguments.front());
  if (experiment) return *experiment;
  const auto nearest = nearest_match(arguments.front(), names);
  throw UsageError(fmt::format("plan: '{}' is no experiment that can be planned; {}choose one of {}",
                               arguments.front(), nearest ? fmt::format("did you mean '{}'? ", *nearest) : "",
                               fmt::join(names, ", ")));
}

struct PlanCall {
  const Experiment& experiment;
  Call arguments;
  PlanOptions plan;
  std::unique_ptr<experiments::RunOptions> options;  ///< of the run

  explicit PlanCall(const Experiment& planned) : experiment(planned), options(planned.defaults()) {}

  void read(const std::vector<std::string>& words) {
    arguments.assignments = read_options(options_of(experiment), words);
    const OptionTable own = {own_options()};
    std::vector<Assignment> of_plan, of_run;
    for (const Assignment& given : arguments.assignments)
      (experiments::find(own, given.name) ? of_plan : of_run).push_back(given);
    set_options(own, plan, of_plan);
    set_options(experiment.options, *options, of_run);
    if (is_first_on_node()) experiments::try_inputs(experiment.options, *options);
  }
};

void check(const PlanCall& call) {
  using experiments::check_range;
  check_range("ranks", call.plan.ranks, 1, most_ranks);
  if (call.plan.nodes) check_range("nodes", *call.plan.nodes, 1, call.plan.ranks);
  if (call.plan.calibrate && !find(call.arguments.assignments, "output"))
    throw UsageError("--calibrate: needs --output, the file for the profile");
  if (call.plan.calibrate && !call.plan.profile.empty())
    throw UsageError("--profile: has no effect with --calibrate, which measures this machine");
}

void calibrate(const PlanCall& call, const parallel::Communicator& alone) {
  const std::string& path = call.options->output;
  call.arguments.require_not_read(path, experiments::input_paths(call.experiment.options, *call.options));
  io::check_output(path, call.options->force);
  const std::string text = profile_text(experiments::measure_machine(alone));
  const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
  io::replace_file(path, {bytes.begin(), bytes.end()});
  Terminal::standard(false, true).print(text);
}

void plan(const PlanCall& call, const parallel::Communicator& alone) {
  std::optional<experiments::MachineProfile> profile;
  if (!call.plan.profile.empty()) profile = read_profile(call.plan.profile);
  const auto plan =
      call.experiment.plan(*call.options, call.plan.ranks, profile, experiments::Calibration::here, alone);
  const PlanContext context{call.plan.nodes, call.options->checkpoints.time_limit_seconds,
                            call.experiment.name,
                            profile ? "profile " + printable(call.plan.profile) : "calibration"};
  Terminal::standard(false, true)
      .print(call.plan.format == PlanFormat::json ? plan_json(plan, context) : plan_table(plan, context));
}

Task prepare(const std::vector<std::string>& arguments) {
  if (asks_for_help(arguments)) return {help_screen(plan_command()), {}};
  const Experiment& experiment = experiment_of(arguments);
  const bool is_named = !arguments.empty() && arguments.front() == experiment.name;
  const auto call = std::make_shared<PlanCall>(experiment);
  call->read({arguments.begin() + (is_named ? 1 : 0), arguments.end()});
  call->arguments.with_places([&] {
    check(*call);
    if (!call->plan.calibrate) experiment.resolve(*call->options);
  });
  return {{}, [call](const parallel::Communicator& communicator) {
            const parallel::Communicator alone = communicator.split(communicator.rank());
            parallel::on_root(communicator, [&] {
              call->arguments.with_places(
                  [&] { call->plan.calibrate ? calibrate(*call, alone) : plan(*call, alone); });
            });
            return ExitCode::done;
          }};
}

}  // namespace

Command plan_command() {
  return {
      .name = "plan",
      .summary = "what a run would take: time, memory, work, files, Slurm directives",
      .prepare = prepare,
      .options = {own_options(), {"Terminal", {experiments::help_of("plan")}}},
      .defaults = std::make_shared<PlanOptions>(),
      .operands = {{"[EXPERIMENT]", names_of_experiments()}},
      .description =
          "Takes the options of an experiment (of collapse, where none is named) and says what the run would "
          "take, without running it: wall time with a range, memory per rank, pairs, operations, bytes "
          "reduced, sizes of files, the bound on rounding errors, and Slurm directives. Options and data "
          "files are checked as the run would check them.",
      .examples = {"regimes plan --dimension 48 --points 1e9 --ranks 64 --nodes 2 --time-limit 2h",
                   "regimes plan --calibrate --output node.json",
                   "regimes plan collapse --dimension 48 --points 1e9 --ranks 64 --profile node.json "
                   "--format json"}};
}

}  // namespace regimes::app
