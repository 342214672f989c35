#include "app/collapse_work.hpp"

#include "app/collapse_report.hpp"
#include "app/watched_run.hpp"

namespace regimes::app {

ExitCode run_and_report(const experiments::CollapseOptions& options,
                        const std::vector<experiments::ResolvedOption>& origins, bool quiet,
                        const parallel::Communicator& communicator,
                        std::optional<experiments::CollapseStart> start) {
  return watched_run(
      quiet, communicator,
      [&](experiments::Observer& observer) {
        return experiments::run_collapse(options, origins, communicator, observer, std::move(start));
      },
      collapse_report);
}

}  // namespace regimes::app
