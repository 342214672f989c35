#include "app/run/resume_command.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdint>
#include <memory>
#include <utility>

#include "app/arguments/call.hpp"
#include "app/arguments/command_help.hpp"
#include "app/arguments/operands.hpp"
#include "app/collective_exit.hpp"
#include "app/run/resume_file.hpp"
#include "app/run/run_command.hpp"
#include "app/terminal/terminal.hpp"
#include "base/printable.hpp"
#include "base/shell_word.hpp"
#include "experiments/catalogue/experiments.hpp"
#include "experiments/run/checkpointer.hpp"
#include "experiments/run/work_text.hpp"
#include "io/output_lock.hpp"
#include "io/result_file.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::app {
namespace {

using experiments::Experiment;

/// Every option that any experiment has, once, for reading a call before its file.
OptionTable options_of_all() {
  OptionTable all = {{"", {}}};
  for (const Experiment& experiment : experiments::experiments())
    for (const Option* option : all_options(experiment.options))
      if (!experiments::find(all, option->name)) all.front().options.push_back(*option);
  return all;
}

/// The options that may differ from those of the file, with what they mean here.
OptionTable options_that_may_differ() {
  const OptionTable all = options_of_all();
  OptionGroup more{"More points or queries, and how ranks share the work", {}}, call{"This run", {}};
  for (const Option* option : all_options(all)) {
    if (!may_differ(*option, true)) continue;
    Option shown = *option;
    shown.applies = {};
    shown.condition.clear();
    if (option->on_resume == experiments::OnResume::grows) {
      shown.fallback = "as FILE says";
      more.options.push_back(std::move(shown));
      continue;
    }
    if (option->kind == experiments::OptionKind::output_file) {
      shown.summary = "another name for the result";
      shown.explanation = "The result. FILE is then left as it is.";
      shown.fallback = "FILE, without .partial";
    }
    call.options.push_back(std::move(shown));
  }
  call.options.push_back(experiments::help_of("resume"));
  return {more, call};
}

/// Throws UsageError where a run cannot go on under the name that it had; `run` is that of `file`.
void check_files(const std::string& file, const experiments::EarlierRun& run) {
  const std::string plain = output_of(file);
  experiments::require_no_stop_file(plain);
  struct stat status {};
  const std::string partial = io::ResultWriter(plain).partial_path();
  if (file == plain && lstat(partial.c_str(), &status) == 0 && progress(partial, run) != Progress::no_more)
    throw UsageError(
        fmt::format("'{}' has the results of an interrupted run; go on with that (regimes resume {}), or "
                    "give another name for the result (--output)",
                    partial, shell_file(partial)));
  if (file == plain || lstat(plain.c_str(), &status) != 0) return;
  switch (progress(run, plain)) {
    case Progress::further:
      return;
    case Progress::no_more:
      throw UsageError(
          fmt::format("'{}' exists and has all that '{}' has: the run has ended; what can be done with it "
                      "is said by regimes resume {}",
                      plain, file, shell_file(plain)));
    case Progress::unrelated:
      throw UsageError(fmt::format(
          "'{}' exists and is not of the run of '{}'; give another name for the result (--output)", plain,
          file));
  }
}

struct ResumeCall {
  std::string command_line;  ///< as typed, for provenance
  std::string file;
  std::vector<Assignment> assignments;

  /// What goes on from the file once more: the words that say to what, and not for how long.
  std::string again(const experiments::OptionTable& table) const {
    std::string line = experiments::resume_line(file);
    for (const Assignment& given : assignments)
      if (experiments::find(table, given.name)->on_resume == experiments::OnResume::grows ||
          (given.name == "output" && has_other_output()))
        line += fmt::format(" --{} {}", given.name, shell_word(given.value));
    return line;
  }

  /// Whether the result has another name than the run had: the file is then only read.
  bool has_other_output() const {
    const Assignment* const output = find(assignments, "output");
    return output && output->value != output_of(file);
  }
};

/// Whether the run of a partial file was killed when its result was there already, or has gone on since: on
/// all ranks.
bool has_ended(const ResumeCall& call, const ResumeFile& found, const parallel::Communicator& communicator) {
  if (call.has_other_output()) return false;
  std::int64_t has_all = 0;
  parallel::on_root(communicator, [&] {
    has_all = progress(found.start.run.earlier, output_of(call.file)) == Progress::no_more ? 1 : 0;
  });
  return communicator.broadcast(has_all) == 1;
}

/// Goes on with a file of `experiment`, which root has found.
ExitCode go_on(const Experiment& experiment, const ResumeCall& call,
               const std::vector<experiments::ResolvedOption>& of_file, ResumeFile found, io::OutputLock lock,
               const parallel::Communicator& communicator) {
  const ResumeRequest resume = Call{call.assignments}.with_places(
      [&] { return resume_request(experiment, of_file, call.assignments, call.file); });
  experiments::RunOptions& options = *resume.options;
  options.command_line = call.command_line;
  Terminal terminal = Terminal::standard(options.quiet, communicator.is_root());
  const std::string result = output_of(call.file);
  const bool is_whole = result == call.file;
  if (!resume.has_more_points && (is_whole || has_ended(call, found, communicator))) {
    if (call.has_other_output())
      throw UsageError(fmt::format("--output '{}': nothing is written, for '{}' is complete; copy it{}",
                                   options.output, call.file,
                                   experiment.grows ? ", or extend it with --points" : ""));
    parallel::on_root(communicator, [&] {
      remove_outrun_partial(result);
      terminal.print(fmt::format("{} is complete{}\n", printable(result),
                                 experiment.grows ? "; --points or --sizes extend it" : ""));
    });
    return ExitCode::done;
  }
  parallel::on_root(communicator, [&] {
    if (!call.has_other_output()) return check_files(call.file, found.start.run.earlier);
    lock = claim_new_output(options.output);
    found.start.run.replaced = io::Replaced::is_foreign;
  });
  found.start.run.command = call.again(experiment.options);
  if (!found.warning.empty()) terminal.warning(found.warning);
  return run_and_report(experiment, {resume.options, resume.origins, std::move(found.start), {}},
                        communicator);
}

ExitCode run(const ResumeCall& call, const parallel::Communicator& communicator) {
  io::OutputLock lock;
  ResumeFile found;
  parallel::on_root(communicator, [&] {
    if (!call.has_other_output()) lock = lock_output(output_of(call.file));
    found = read_resume_file(call.file);
  });
  const auto of_file = unpacked(communicator.broadcast(packed(found.start.run.earlier.options)));
  const Experiment* experiment = experiments::find_experiment(communicator.broadcast(found.experiment));
  return go_on(*experiment, call, of_file, std::move(found), std::move(lock), communicator);
}

Task prepare(const std::vector<std::string>& arguments) {
  if (asks_for_help(arguments)) return {help_screen(resume_command()), {}};
  const OptionTable table = options_of_all();
  const SplitArguments split = split_operands(table, arguments);
  const auto call = std::make_shared<ResumeCall>();
  call->command_line = command_line("resume", arguments);
  call->assignments = read_command_line(table, split.options);
  if (split.operands.empty())
    throw UsageError("resume: no file is given; write regimes resume OUTPUT.partial");
  if (split.operands.size() > 1)
    throw UsageError(fmt::format("resume: '{}' is one file too many", split.operands[1]));
  call->file = split.operands.front();
  output_of(call->file);
  if (is_first_on_node()) try_resume_file(call->file);
  return {{}, [call](const parallel::Communicator& communicator) { return run(*call, communicator); }};
}

}  // namespace

Command resume_command() {
  return {.name = "resume",
          .summary = "go on with an interrupted run, or extend a finished one to more points",
          .prepare = prepare,
          .options = options_that_may_differ(),
          .defaults = experiments::experiments().front().defaults(),  // of what all of them have
          .operands = {{.name = "FILE"}},
          .description =
              "Goes on from FILE, the OUTPUT.partial of a run that was stopped or killed, to the result that "
              "an undisturbed run "
              "would have given, on any number of ranks. Everything is in FILE; data files must be "
              "unchanged. A damaged "
              "FILE is replaced by the one before it, FILE.previous. A finished FILE can be extended to more "
              "points, or refined to a smaller --target-error. Other options of "
              "the experiment may be repeated, but not changed.",
          .examples = {"regimes resume gaussian.h5.partial",
                       "mpirun -n 4 regimes resume gaussian.h5.partial --time-limit 2h",
                       "regimes resume gaussian.h5 --points 1e8 --output longer.h5",
                       "regimes resume gaussian.h5 --target-error .002"}};
}

}  // namespace regimes::app
