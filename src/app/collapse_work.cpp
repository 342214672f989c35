#include "app/collapse_work.hpp"

#include "app/collapse_report.hpp"
#include "app/signals.hpp"
#include "app/terminal.hpp"

namespace regimes::app {

ExitCode run_and_report(const experiments::CollapseOptions& options,
                        const std::vector<experiments::ResolvedOption>& origins, bool quiet,
                        const parallel::Communicator& communicator,
                        std::optional<experiments::CollapseStart> start) {
  Terminal terminal = Terminal::standard(quiet);
  watch_signals();
  terminal.holds_results(false);
  const auto summary = experiments::run_collapse(options, origins, communicator, terminal, std::move(start));
  if (communicator.is_root()) terminal.print(collapse_report(summary));
  const bool finished = communicator.broadcast(summary.finished ? 1 : 0) == 1;
  return finished ? ExitCode::done : ExitCode::stopped_early;
}

}  // namespace regimes::app
