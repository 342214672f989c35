#include "app/kde_work.hpp"

#include "app/kde_report.hpp"
#include "app/watched_run.hpp"

namespace regimes::app {

ExitCode run_and_report(const experiments::KdeOptions& options,
                        const std::vector<experiments::ResolvedOption>& origins, bool quiet,
                        const parallel::Communicator& communicator,
                        std::optional<experiments::KdeStart> start) {
  return watched_run(
      quiet, communicator,
      [&](experiments::Observer& observer) {
        return experiments::run_kde(options, origins, communicator, observer, std::move(start));
      },
      kde_report);
}

}  // namespace regimes::app
