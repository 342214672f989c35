#include "experiments/speciation/speciation_report.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/text_table.hpp"
#include "experiments/run/work_text.hpp"

namespace regimes::experiments {
namespace {

std::string table(const SpeciationSummary& summary) {
  std::vector<TextRow> rows = {{"classes", "of", "estimator", "t_S", "theory"}};
  for (const SpeciationRow& row : summary.rows)
    rows.push_back({row.what, row.source, row.estimator, with_error(row.time.value, row.time.standard_error),
                    short_number(row.theory)});
  std::string text = aligned(rows, {Align::left, Align::left, Align::left, Align::right, Align::right});
  for (const SpeciationRow& row : summary.rows)
    if (!row.time.reason.empty())
      text += fmt::format("{}t_S of {} by {}, {}: {}\n", std::isnan(row.time.value) ? "no " : "", row.what,
                          row.estimator, row.source, row.time.reason);
  return text;
}

std::string ending(const SpeciationSummary& summary) {
  if (!summary.finished && summary.output.empty()) return "stopped on request, nothing is written\n";
  if (!summary.finished)
    return fmt::format("stopped on request, to go on: regimes resume {}\n", summary.output);
  const std::string work = summary.work.pairs > 0
                               ? work_text(summary.work, summary.seconds, summary.predicted_seconds)
                               : duration_text(summary.seconds, summary.predicted_seconds);
  return fmt::format("{}; wrote {}\n", work, summary.output);
}

}  // namespace

std::string speciation_report(const SpeciationSummary& summary) {
  return (summary.finished ? table(summary) : "") + ending(summary);
}

}  // namespace regimes::experiments
