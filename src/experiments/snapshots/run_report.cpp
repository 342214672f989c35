#include "experiments/snapshots/run_report.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "experiments/run/work_text.hpp"

namespace regimes::experiments {
namespace {

constexpr double flops_per_gigaflop = 1e9;

std::string ending(const SnapshotSummary& summary, const std::string& drawing_command) {
  if (summary.finished) return wrote_text(summary.output, drawing_command);
  return stopped_text(summary, "before any points were merged");
}

}  // namespace

std::string closing_lines(const SnapshotSummary& summary, const std::string& drawing_command) {
  const double rate = summary.seconds > 0 ? summary.work.flops / summary.seconds / flops_per_gigaflop : 0;
  const auto count = [](std::int64_t number) { return human_count(static_cast<double>(number)); };
  const std::string reduced =
      summary.work.reduced_bytes > 0
          ? fmt::format(", {} reduced by each rank", human_bytes(summary.work.reduced_bytes))
          : std::string();
  return fmt::format(
      "{} pairs, {} exponentials ({} more negligible, below {:.0e} of a posterior), "
      "{:.1f} GFLOP/s in {}, {:.1f} % for making points{}\n{}\n",
      count(summary.work.pairs), count(summary.work.exponentials),
      count(summary.work.pair_times - summary.work.exponentials), summary.skipped_weight, rate,
      taken_text(summary), 100 * summary.points_share, reduced, ending(summary, drawing_command));
}

}  // namespace regimes::experiments
