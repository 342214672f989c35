#include "app/run/run_command.hpp"

#include <fmt/format.h>

#include <utility>

#include "app/arguments/command_help.hpp"
#include "app/collective_exit.hpp"
#include "app/run/plan_report.hpp"
#include "app/terminal/terminal.hpp"
#include "base/printable.hpp"
#include "experiments/run/checkpointer.hpp"
#include "experiments/run/driver.hpp"
#include "experiments/run/input_files.hpp"
#include "io/result_file.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::app {
namespace {

using experiments::Experiment;
using experiments::RunCall;
using experiments::RunExtent;
using experiments::RunOptions;

/// One call of the command, understood without MPI.
struct ExperimentCall {
  Call arguments;
  std::shared_ptr<RunOptions> options;
};

std::string would_write(const RunOptions& options) {
  return fmt::format("would write {}\n", printable(options.output));
}

/// A dry run: every check of a run, and what it would take.
ExitCode check_only(const Experiment& experiment, RunCall run, const parallel::Communicator& communicator) {
  run.extent = RunExtent::checks;
  Terminal terminal = Terminal::standard(run.options->quiet, communicator.is_root());
  terminal.watch_signals();
  experiments::run_experiment(experiment, run, communicator, terminal);
  const parallel::Communicator alone = communicator.split(communicator.rank());
  parallel::on_root(communicator, [&] {
    const auto plan = experiment.plan(*run.options, communicator.size(), std::nullopt,
                                      experiments::Calibration::none, alone);
    terminal.print(plan_table(plan, {}) + would_write(*run.options));
  });
  return ExitCode::done;
}

ExitCode run(const Experiment& experiment, const ExperimentCall& call,
             const parallel::Communicator& communicator) {
  const RunOptions& options = *call.options;
  io::OutputLock lock;
  parallel::on_root(communicator, [&] {
    call.arguments.require_not_read(options.output, experiments::input_paths(experiment.options, options));
    lock = claim_output(options.output, options.force, options.dry_run);
  });
  return call.arguments.with_places([&] {
    const RunCall run{call.options, call.arguments.origins(experiment.options, options), {}, {}};
    return options.dry_run ? check_only(experiment, run, communicator)
                           : run_and_report(experiment, run, communicator);
  });
}

Task prepare(const Experiment& experiment, const std::vector<std::string>& arguments) {
  if (asks_for_help(arguments)) return {help_screen(run_command(experiment)), {}};
  const auto call = std::make_shared<ExperimentCall>();
  call->options = experiment.defaults();
  call->arguments.read(experiment.options, arguments, *call->options);
  call->options->command_line = command_line(experiment.name, arguments);
  if (is_first_on_node()) experiments::try_inputs(experiment.options, *call->options);
  call->arguments.with_places([&] { experiment.resolve(*call->options); });
  return {{}, [&experiment, call](const parallel::Communicator& communicator) {
            return run(experiment, *call, communicator);
          }};
}

}  // namespace

io::OutputLock lock_output(const std::string& output) {
  io::OutputLock lock(output);
  if (!lock.warning().empty()) Terminal::standard(false, true).warning(lock.warning());
  io::remove_left_by_killed_runs(output);
  return lock;
}

io::OutputLock claim_output(const std::string& output, bool force, bool dry_run) {
  experiments::require_no_stop_file(output);
  io::check_output(output, force);
  return dry_run ? io::OutputLock() : lock_output(output);
}

io::OutputLock claim_new_output(const std::string& output) {
  experiments::require_no_stop_file(output);
  io::check_new_output(output);
  return lock_output(output);
}

ExitCode run_and_report(const Experiment& experiment, const RunCall& run,
                        const parallel::Communicator& communicator) {
  Terminal terminal = Terminal::standard(run.options->quiet, communicator.is_root());
  terminal.watch_signals();
  const experiments::RunOutcome outcome =
      experiments::run_experiment(experiment, run, communicator, terminal);
  if (communicator.is_root()) terminal.print(outcome.report);
  const bool finished = communicator.broadcast(std::int64_t{outcome.finished}) == 1;
  return finished ? ExitCode::done : ExitCode::stopped_early;
}

Command run_command(const Experiment& experiment) {
  return {
      .name = experiment.name,
      .summary = experiment.summary,
      .prepare =
          [&experiment](const std::vector<std::string>& arguments) { return prepare(experiment, arguments); },
      .options = experiment.options,
      .defaults = experiment.defaults(),
      .description = experiment.description,
      .examples = experiment.examples,
      .is_experiment = true,
      .grows = experiment.grows};
}

}  // namespace regimes::app
