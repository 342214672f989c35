#include "experiments/memorisation/memorisation_report.hpp"

#include <fmt/format.h>

#include "base/text_table.hpp"
#include "experiments/run/fraction_cell.hpp"
#include "experiments/run/work_text.hpp"

namespace regimes::experiments {
namespace {

std::string ending(const MemorisationSummary& summary) {
  if (summary.finished) return wrote_text(summary.output);
  return stopped_text(summary, "before the first batch was done");
}

}  // namespace

std::string memorisation_report(const MemorisationSummary& summary) {
  std::string text;
  if (summary.finished && summary.samples > 0)
    text += fmt::format("memorised (ratio below {:.4g}): {} of {} samples\n", summary.options.ratio,
                        text_of(summary.fraction), summary.samples);
  if (summary.finished && summary.paths > 0)
    text +=
        fmt::format("last change of the nearest point: t = {:.4g}, s.d. {:.3g}, over {} of {} paths\n",
                    summary.last_change_mean, summary.last_change_deviation, summary.changed, summary.paths);
  return text + fmt::format("{}\n{}\n", work_text(summary), ending(summary));
}

}  // namespace regimes::experiments
