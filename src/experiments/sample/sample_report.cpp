#include "experiments/sample/sample_report.hpp"

#include <fmt/format.h>

#include "base/text_table.hpp"
#include "experiments/run/fraction_cell.hpp"
#include "experiments/run/work_text.hpp"

namespace regimes::experiments {
namespace {

std::string memorised_table(const SampleSummary& summary) {
  if (summary.memorised.empty()) return {};
  std::vector<TextRow> rows = {
      {"t",
       fmt::format("memorised ({}, ratio below {:.4g})",
                   summary.compares_means ? "by the posterior mean" : "by the noisy point", summary.ratio),
       "variance per coordinate"}};
  for (std::size_t i = 0; i < summary.times.size(); ++i)
    rows.push_back({short_number(summary.times[i]), text_of(summary.memorised[i]),
                    with_error(summary.variance[i].mean, summary.variance[i].standard_error)});
  return aligned(rows, {Align::right, Align::left, Align::left});
}

std::string throughput(const SampleSummary& summary) {
  const double made = static_cast<double>(summary.trajectories) * static_cast<double>(summary.steps);
  return steps_text(made, summary);
}

}  // namespace

std::string sample_report(const SampleSummary& summary) {
  if (summary.finished)
    return memorised_table(summary) +
           fmt::format("{}\n{}\n", throughput(summary), wrote_text(summary.output));
  return fmt::format("{}\n{}\n", throughput(summary), stopped_text(summary));
}

}  // namespace regimes::experiments
