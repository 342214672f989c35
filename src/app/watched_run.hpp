#pragma once
/// What runs over snapshots have around them on behalf of a command.
#include "app/signals.hpp"
#include "app/terminal.hpp"
#include "base/error.hpp"
#include "parallel/communicator.hpp"

namespace regimes::app {

/// Signals are watched and progress is shown during `run(observer)`; what report(summary) says of its summary
/// is printed. Collective.
template <class Run, class Report>
ExitCode watched_run(bool quiet, const parallel::Communicator& communicator, const Run& run,
                     const Report& report) {
  Terminal terminal = Terminal::standard(quiet);
  watch_signals();
  terminal.holds_results(false);
  const auto summary = run(terminal);
  if (communicator.is_root()) terminal.print(report(summary));
  const bool finished = communicator.broadcast(std::int64_t{summary.finished}) == 1;
  return finished ? ExitCode::done : ExitCode::stopped_early;
}

}  // namespace regimes::app
