#include "experiments/kde/kde_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/text.hpp"
#include "base/text_table.hpp"
#include "experiments/snapshots/run_report.hpp"

namespace regimes::experiments {

std::string kde_table(std::span<const KdeRow> rows, bool has_heading) {
  constexpr std::size_t of_points = 9, of_alpha = 5, of_optimum = 16, of_density = 14, of_number = 8;
  const auto known_in_some = [&](double KdeRow::*value) {
    return std::any_of(rows.begin(), rows.end(), [&](const KdeRow& row) { return !std::isnan(row.*value); });
  };
  const bool has_law = known_in_some(&KdeRow::divergence), has_theory = known_in_some(&KdeRow::condensation);
  std::vector<TextRow> cells;
  if (has_heading) {
    cells.push_back({"n", "alpha", "h_opt", has_law ? "KL(rho||rho_h)" : "ln rho_h"});
    if (has_theory) cells.back().insert(cells.back().end(), {"h_KL", "h_G", "h_CLT"});
    cells.back().insert(cells.back().end(), {"Scott", "Silverman"});
  }
  for (const KdeRow& row : rows) {
    cells.push_back({fmt::format("{}", row.points), fmt::format("{:#.3g}", row.log_points_per_dimension),
                     with_error(row.best.value, row.best.standard_error),
                     short_number(has_law ? row.divergence : row.log_density)});
    if (has_theory)
      cells.back().insert(cells.back().end(),
                          {short_number(row.kullback_leibler), short_number(row.condensation),
                           short_number(row.central_limit)});
    cells.back().insert(cells.back().end(), {short_number(row.scott), short_number(row.silverman)});
  }
  std::vector<std::size_t> least = {of_points, of_alpha, of_optimum, of_density};
  if (!cells.empty()) least.resize(cells.front().size(), of_number);
  return aligned(cells, std::vector<Align>(least.size(), Align::right), 0, least);
}

std::string kde_report(const KdeSummary& summary) {
  std::string text = kde_table(std::span(summary.rows).subspan(summary.rows_told), summary.rows_told == 0);
  for (const KdeRow& row : summary.rows)
    if (!row.best.reason.empty())
      text += fmt::format("{} h_opt for n = {}: {}\n", std::isnan(row.best.value) ? "no" : "no error of",
                          row.points, row.best.reason);
  return text + closing_lines(summary, "density_curves");
}

}  // namespace regimes::experiments
