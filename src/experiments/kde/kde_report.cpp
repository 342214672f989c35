#include "experiments/kde/kde_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/text.hpp"
#include "base/text_table.hpp"
#include "experiments/snapshots/run_report.hpp"

namespace regimes::experiments {
namespace {

std::string table(const KdeSummary& summary) {
  const bool has_law = std::any_of(summary.rows.begin(), summary.rows.end(),
                                   [](const KdeRow& row) { return !std::isnan(row.divergence); });
  const bool has_theory = std::any_of(summary.rows.begin(), summary.rows.end(),
                                      [](const KdeRow& row) { return !std::isnan(row.condensation); });
  TextRow heading = {"n", "alpha", "h_opt", has_law ? "KL(rho||rho_h)" : "ln rho_h"};
  if (has_theory) heading.insert(heading.end(), {"h_KL", "h_G", "h_CLT"});
  heading.insert(heading.end(), {"Scott", "Silverman"});
  std::vector<TextRow> rows = {heading};
  for (const KdeRow& row : summary.rows) {
    TextRow cells = {fmt::format("{}", row.points), fmt::format("{:#.3g}", row.log_points_per_dimension),
                     with_error(row.best.value, row.best.standard_error),
                     short_number(has_law ? row.divergence : row.log_density)};
    if (has_theory)
      cells.insert(cells.end(), {short_number(row.kullback_leibler), short_number(row.condensation),
                                 short_number(row.central_limit)});
    cells.insert(cells.end(), {short_number(row.scott), short_number(row.silverman)});
    rows.push_back(cells);
  }
  return aligned(rows, std::vector<Align>(heading.size(), Align::right));
}

}  // namespace

std::string kde_report(const KdeSummary& summary) {
  std::string text = table(summary);
  for (const KdeRow& row : summary.rows)
    if (!row.best.reason.empty())
      text += fmt::format("{} h_opt for n = {}: {}\n", std::isnan(row.best.value) ? "no" : "no error of",
                          row.points, row.best.reason);
  return text + closing_lines(summary, "density_curves");
}

}  // namespace regimes::experiments
