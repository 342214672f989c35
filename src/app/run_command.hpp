#pragma once
/// From arguments to a run, for every command whose experiment has resolve() for its options.
#include <memory>
#include <string>
#include <vector>

#include "app/call.hpp"
#include "app/command_help.hpp"
#include "app/ending.hpp"
#include "app/run_option_table.hpp"
#include "app/signals.hpp"
#include "app/terminal.hpp"
#include "experiments/options/run_options.hpp"
#include "io/result_file.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::app {

template <class Options>
using RunCall = Call<RunRequest<Options>>;

/// The end of a dry run.
inline std::string would_write(const std::string& output) { return fmt::format("would write {}\n", output); }

/// What `prepare` of a command does: options read and checked now, `run` called later.
template <class Options>
Task prepare_run(const Command& command, const std::vector<std::string>& arguments,
                 OptionTable (*table)(RunRequest<Options>&),
                 ExitCode (*run)(const RunCall<Options>&, const parallel::Communicator&)) {
  if (asks_for_help(arguments)) return {help_screen(command), {}};
  const auto call = std::make_shared<RunCall<Options>>();
  call->read(table(call->request), arguments);
  Options& options = call->request.options;
  options.command_line = command_line(command.name, arguments);
  options = call->with_places([&] { return resolve(options); });
  return {{}, [call, run](const parallel::Communicator& communicator) { return run(*call, communicator); }};
}

/// A table to read, bound to a request that nobody uses.
template <class Options, OptionTable (*table)(RunRequest<Options>&)>
OptionTable table_to_read() {
  static RunRequest<Options> request;
  return table(request);
}

/// A dry run: `check(options, origins, communicator, observer)` throws where a run would not begin.
template <class Options, class Check>
ExitCode only_check(const RunCall<Options>& call, const experiments::OptionTexts<Options>& texts,
                    const parallel::Communicator& communicator, const Check& check) {
  const RunRequest<Options>& request = call.request;
  watch_signals();
  Terminal terminal = Terminal::standard(request.quiet);
  call.with_places([&] { return check(request.options, call.origins(texts), communicator, terminal); });
  if (communicator.is_root()) terminal.print(would_write(request.options.output));
  return ExitCode::done;
}

/// A run whose output is written once: `experiment(options, origins, communicator, observer, extent)` gives a
/// summary, which root prints as `report(summary)`.
template <class Options, class Experiment, class Report>
ExitCode run_once(const RunCall<Options>& call, const experiments::OptionTexts<Options>& texts,
                  const parallel::Communicator& communicator, const Experiment& experiment,
                  const Report& report) {
  const RunRequest<Options>& request = call.request;
  const Options& options = request.options;
  parallel::on_root(communicator, [&] { io::check_output(options.output, options.force); });
  if (request.dry_run)
    return only_check(call, texts, communicator, [&](auto&&... what) {
      return experiment(what..., std::nullopt, experiments::RunExtent::checks);
    });
  watch_signals();
  Terminal terminal = Terminal::standard(request.quiet);
  const auto summary = call.with_places([&] {
    return experiment(options, call.origins(texts), communicator, terminal, std::nullopt,
                      experiments::RunExtent::whole);
  });
  if (communicator.is_root()) terminal.print(report(summary));
  return summary.finished ? ExitCode::done : ExitCode::stopped_early;
}

}  // namespace regimes::app
