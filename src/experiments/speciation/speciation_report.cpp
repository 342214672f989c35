#include "experiments/speciation/speciation_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <tuple>

#include "base/text_table.hpp"
#include "experiments/run/work_text.hpp"

namespace regimes::experiments {
namespace {

constexpr std::size_t most_rows_of_a_kind = 6;  ///< pairs of four classes

/// Rows that say the same of different classes: what is compared, by which estimator.
struct Kind {
  std::string source, estimator;
  auto operator<=>(const Kind&) const = default;
};

/// The rows of one kind, from the latest t_S to the earliest; those without one are last.
std::vector<const SpeciationRow*> sorted_rows(const std::vector<SpeciationRow>& rows, const Kind& kind) {
  std::vector<const SpeciationRow*> found;
  for (const SpeciationRow& row : rows)
    if (Kind{row.source, row.estimator} == kind) found.push_back(&row);
  const auto time = [](const SpeciationRow* row) {
    return std::isnan(row->time.value) ? -std::numeric_limits<double>::infinity() : row->time.value;
  };
  std::ranges::stable_sort(found, std::ranges::greater(), time);
  return found;
}

TextRow text_row(const SpeciationRow& row, const std::string& which) {
  return {row.what + which, row.source, row.estimator, with_error(row.time.value, row.time.standard_error),
          short_number(row.theory)};
}

/// One row each for few classes; for many the latest, the median and the earliest of each kind.
std::vector<TextRow> text_rows(const std::vector<SpeciationRow>& rows) {
  std::vector<Kind> kinds;
  std::vector<TextRow> text;
  for (const SpeciationRow& row : rows) {
    const Kind kind{row.source, row.estimator};
    const auto same = sorted_rows(rows, kind);
    if (same.size() <= most_rows_of_a_kind) {
      text.push_back(text_row(row, ""));
    } else if (std::ranges::find(kinds, kind) == kinds.end()) {
      kinds.push_back(kind);
      const std::size_t known =
          std::ranges::count_if(same, [](const auto* each) { return !std::isnan(each->time.value); });
      if (known > 0) text.push_back(text_row(*same.front(), fmt::format(" (latest of {})", known)));
      if (known > 2) text.push_back(text_row(*same[known / 2], " (median)"));
      if (known > 1) text.push_back(text_row(*same[known - 1], " (earliest)"));
    }
  }
  return text;
}

/// Why there is no t_S, or what is said of one that there is: each reason once with the classes that it holds
/// for.
std::string reasons(const std::vector<SpeciationRow>& rows) {
  using Why =
      std::tuple<bool, std::string, std::string, std::string>;  // is missing, estimator, source, reason
  std::map<Why, std::vector<std::string>, std::greater<>> classes;
  for (const SpeciationRow& row : rows)
    if (!row.time.reason.empty())
      classes[{std::isnan(row.time.value), row.estimator, row.source, row.time.reason}].push_back(row.what);
  std::string text;
  for (const auto& [why, of] : classes) {
    const auto& [is_missing, estimator, source, reason] = why;
    const bool is_long = of.size() > most_rows_of_a_kind;
    text += fmt::format("{}t_S of {} by {}, {}: {}\n", is_missing ? "no " : "",
                        is_long ? fmt::format("{} and {} others", of.front(), of.size() - 1)
                                : fmt::format("{}", fmt::join(of, ", ")),
                        estimator, source, reason);
  }
  return text;
}

std::string table(const SpeciationSummary& summary) {
  std::vector<TextRow> rows = {{"classes", "of", "estimator", "t_S", "theory"}};
  const std::vector<TextRow> measured = text_rows(summary.rows);
  rows.insert(rows.end(), measured.begin(), measured.end());
  std::string text = aligned(rows, {Align::left, Align::left, Align::left, Align::right, Align::right});
  if (measured.size() < summary.rows.size())
    text += fmt::format("the result has all {} t_S\n", summary.rows.size());
  return text + reasons(summary.rows);
}

std::string ending(const SpeciationSummary& summary) {
  if (!summary.finished) return stopped_text(summary) + "\n";
  const std::string work = summary.work.pairs > 0 ? work_text(summary) : taken_text(summary);
  return fmt::format("{}\n{}\n", work, wrote_text(summary.output, "speciation_curves"));
}

}  // namespace

std::string speciation_report(const SpeciationSummary& summary) {
  return (summary.finished ? table(summary) : "") + ending(summary);
}

}  // namespace regimes::experiments
