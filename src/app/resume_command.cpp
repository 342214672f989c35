#include "app/resume_command.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <memory>
#include <type_traits>
#include <utility>

#include "app/call.hpp"
#include "app/claim_output.hpp"
#include "app/command_help.hpp"
#include "app/ending.hpp"
#include "app/operands.hpp"
#include "app/resume_file.hpp"
#include "app/terminal.hpp"
#include "io/output_lock.hpp"
#include "io/result_file.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::app {
namespace {

/// What every experiment has, and after it what only one of them has: for reading a call before its file.
OptionTable all_options() {
  OptionTable all;
  for_every_resumable([&](const auto& options) {
    using Options = std::decay_t<decltype(options)>;
    static RunRequest<Options> request;
    for (OptionGroup& group : Resumable<Options>::table(request)) {
      std::erase_if(group.options, [&](const Option& option) { return find(all, option.name) != nullptr; });
      all.push_back(std::move(group));
    }
  });
  return all;
}

/// The options of experiments that have a meaning of their own here.
OptionTable options() {
  static CollapseRequest request;
  const OptionTable all = collapse_option_table(request);
  const auto option = [&](const char* name, std::string summary, std::string explanation) {
    Option copy = *find(all, name);
    copy.summary = std::move(summary);
    copy.explanation = std::move(explanation);
    copy.fallback = "as FILE says";
    return copy;
  };
  Option output = option("output", "another name for the result", "The result. FILE is then left as it is.");
  output.fallback = "FILE, without .partial";
  return {{"More points",
           {option("points", "n of the largest set, more than FILE has",
                   "Goes on to this number of points and keeps curves there. What is in FILE stays as it is, "
                   "its times too."),
            option("snapshots", "sizes n_k to add, above those of FILE",
                   "Sizes at which curves are kept beside those of FILE, all above its last.")}},
          {"This run",
           {option("query-groups", "groups of ranks with different queries",
                   find(all, "query-groups")->explanation),
            *find(all, "checkpoint-minutes"), *find(all, "time-limit"), output, *find(all, "quiet"),
            help_of("resume")}}};
}

/// Of a run that goes on under the name that it had; `run` is that of `file`.
void check_files(const std::string& file, const experiments::EarlierRun& run) {
  const std::string plain = output_of(file);
  experiments::require_no_stop_file(plain);
  struct stat status {};
  const std::string partial = io::ResultWriter(plain).partial_path();
  if (file == plain && lstat(partial.c_str(), &status) == 0 && progress(partial, run) != Progress::no_more)
    throw UsageError(
        fmt::format("'{0}' has the results of an interrupted run; go on with that (regimes resume '{0}'), or "
                    "give another name for the result (--output)",
                    partial));
  if (file == plain || lstat(plain.c_str(), &status) != 0) return;
  switch (progress(run, plain)) {
    case Progress::further:
      return;
    case Progress::no_more:
      throw UsageError(
          fmt::format("'{0}' exists and has all that '{1}' has: the run has ended; what can be done with it "
                      "is said by regimes resume '{0}'",
                      plain, file));
    case Progress::unrelated:
      throw UsageError(fmt::format(
          "'{}' exists and is not of the run of '{}'; give another name for the result (--output)", plain,
          file));
  }
}

struct ResumeCall {
  std::string file;
  std::vector<Assignment> assignments;

  /// Whether the result has another name than the run had: the file is then only read.
  bool has_other_output() const {
    const Assignment* const output = find(assignments, "output");
    return output && output->value != output_of(file);
  }
};

/// Goes on with a file of the experiment with these options, which root has found.
template <class Options>
ExitCode go_on(const ResumeCall& call, const std::vector<experiments::ResolvedOption>& of_file,
               ResumeFile found, io::OutputLock lock, const parallel::Communicator& communicator) {
  const auto resume = resume_request<Options>(of_file, call.assignments, call.file);
  const Options& options = resume.request.options;
  const bool is_whole = output_of(call.file) == call.file;
  Terminal terminal = Terminal::standard(resume.request.quiet);
  if (is_whole && !resume.has_more_points) {
    if (call.has_other_output())
      throw UsageError(fmt::format("--output '{}': nothing is written, for '{}' is complete; copy it{}",
                                   options.output, call.file,
                                   Resumable<Options>::grows ? ", or extend it with --points" : ""));
    if (communicator.is_root())
      terminal.print(fmt::format("{} is complete{}\n", call.file,
                                 Resumable<Options>::grows ? "; --points or --snapshots extend it" : ""));
    return ExitCode::done;
  }
  parallel::on_root(communicator, [&] {
    if (!call.has_other_output()) return check_files(call.file, found.run().earlier);
    lock = claim_new_output(options.output);
    found.run().replaced = io::Replaced::is_foreign;
  });
  if (!found.warning.empty()) terminal.warning(found.warning);
  using Start = typename Resumable<Options>::Start;
  Start* const start = std::get_if<Start>(&found.start);  // null on ranks that have found nothing
  return run_and_report(options, resume.origins, resume.request.quiet, communicator,
                        start ? std::move(*start) : Start{});
}

ExitCode run(const ResumeCall& call, const parallel::Communicator& communicator) {
  io::OutputLock lock;
  ResumeFile found;
  parallel::on_root(communicator, [&] {
    if (!call.has_other_output()) lock = io::OutputLock(output_of(call.file));
    found = read_resume_file(call.file);
  });
  const auto of_file = unpacked(communicator.broadcast(packed(found.run().earlier.options)));
  const std::string experiment = communicator.broadcast(found.experiment);
  ExitCode code = ExitCode::contract_broken;
  for_every_resumable([&](const auto& options) {
    using Options = std::decay_t<decltype(options)>;
    if (experiment == Resumable<Options>::name)
      code = go_on<Options>(call, of_file, std::move(found), std::move(lock), communicator);
  });
  return code;
}

Task prepare(const std::vector<std::string>& arguments) {
  if (asks_for_help(arguments)) return {help_screen(resume_command()), {}};
  const OptionTable table = all_options();
  const SplitArguments split = split_operands(table, arguments);
  const auto call = std::make_shared<ResumeCall>();
  call->assignments = read_command_line(table, split.options);
  if (split.operands.empty())
    throw UsageError("resume: no file is given; write regimes resume OUTPUT.partial");
  if (split.operands.size() > 1)
    throw UsageError(fmt::format("resume: '{}' is one file too many", split.operands[1]));
  call->file = split.operands.front();
  output_of(call->file);
  return {{}, [call](const parallel::Communicator& communicator) { return run(*call, communicator); }};
}

}  // namespace

Command resume_command() {
  return {.name = "resume",
          .summary = "go on with an interrupted run, or extend a finished one to more points",
          .prepare = prepare,
          .manual = [] { return help_manual(resume_command()); },
          .options = options,
          .operands = {{.name = "FILE"}},
          .description =
              "Goes on from FILE, the OUTPUT.partial of a run that was stopped or killed, to the result that "
              "an undisturbed run "
              "would have given, on any number of ranks. Everything is in FILE; data files must be "
              "unchanged. A damaged "
              "FILE is replaced by the one before it, FILE.previous. A finished FILE can be extended to more "
              "points. Other options of "
              "the experiment may be repeated, but not changed.",
          .examples = {"regimes resume gaussian.h5.partial",
                       "mpirun -n 4 regimes resume gaussian.h5.partial --time-limit 2h",
                       "regimes resume gaussian.h5 --points 1e8 --output longer.h5"}};
}

}  // namespace regimes::app
