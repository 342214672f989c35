#include "experiments/collapse/collapse_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/text.hpp"
#include "base/text_table.hpp"
#include "experiments/snapshots/run_report.hpp"

namespace regimes::experiments {
namespace {

using observables::CollapseTimes;
using observables::Estimate;

struct Estimator {
  const char* name;
  Estimate CollapseTimes::*time;
};
constexpr Estimator estimators[] = {
    {"cloning", &CollapseTimes::cloning}, {"entropy", &CollapseTimes::entropy}, {"fit", &CollapseTimes::fit}};

constexpr std::size_t points_width = 9;  ///< of the column of n

std::string estimate_text(const Estimate& estimate) {
  return regimes::with_error(estimate.value, estimate.standard_error);
}

/// What a reader should know of one estimate; empty where there is nothing to say.
std::string remark(const Estimator& estimator, const Estimate& estimate) {
  if (std::isnan(estimate.value)) return fmt::format("no t_C ({})", estimator.name);
  if (std::isnan(estimate.standard_error)) return fmt::format("no error of t_C ({})", estimator.name);
  return estimate.reason.empty() ? "" : fmt::format("t_C ({})", estimator.name);
}

/// A remark with its reason, and the rows that it holds for.
struct Note {
  std::string remark, reason;
  std::vector<std::size_t> rows;
};

/// "10, 40 ... 100": three neighbouring rows or more are a range.
std::string sizes(const Note& note, const std::vector<SnapshotRow>& rows) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < note.rows.size();) {
    std::size_t last = i;
    while (last + 1 < note.rows.size() && note.rows[last + 1] == note.rows[last] + 1) ++last;
    const bool is_range = last >= i + 2;
    parts.push_back(fmt::format("{}", rows[note.rows[i]].points));
    if (is_range) parts.back() += fmt::format(" ... {}", rows[note.rows[last]].points);
    i = is_range ? last + 1 : i + 1;
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// One line for all sizes with the same remark for the same reason.
std::string notes_on(const Estimator& estimator, const std::vector<SnapshotRow>& rows) {
  std::vector<Note> notes;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const Estimate& estimate = rows[k].times.*estimator.time;
    const std::string text = remark(estimator, estimate);
    if (text.empty()) continue;
    auto note = std::find_if(notes.begin(), notes.end(), [&](const Note& known) {
      return known.remark == text && known.reason == estimate.reason;
    });
    if (note == notes.end()) note = notes.insert(notes.end(), {text, estimate.reason, {}});
    note->rows.push_back(k);
  }
  std::string text;
  for (const Note& note : notes)
    text += fmt::format("{} for n = {}: {}\n", note.remark, sizes(note, rows), note.reason);
  return text;
}

/// The heights of the humps of d_eff; nothing where no size shows one.
std::string dimension_table(const std::vector<SnapshotRow>& rows, bool reference_is_bound) {
  std::vector<TextRow> cells = {
      {"n", "largest d_eff", "at t", reference_is_bound ? "bound" : "law", "least loss d_eff/d"}};
  for (const SnapshotRow& row : rows) {
    const observables::EffectiveDimension& of = row.directions;
    if (std::isnan(of.largest.value)) continue;
    cells.push_back({fmt::format("{}", row.points), estimate_text(of.largest),
                     short_number(of.time_of_largest), short_number(row.reference_dimension),
                     short_number(of.largest.value / row.dimension)});
  }
  if (cells.size() == 1) return {};
  return "directions that the score resolves, at most:\n" +
         aligned(cells, std::vector<Align>(cells.front().size(), Align::right), 0, {points_width});
}

}  // namespace

std::string collapse_table(std::span<const SnapshotRow> rows, bool reference_is_bound, bool has_heading) {
  constexpr std::size_t of_alpha = 5, of_time = 16, of_fit = 18, of_reference = 6;  // 80 columns
  std::vector<TextRow> cells;
  if (has_heading)
    cells.push_back(
        {"n", "alpha", "t_C cloning", "t_C entropy", "t_C fit", reference_is_bound ? "bound" : "theory"});
  for (const SnapshotRow& row : rows) {
    cells.push_back({fmt::format("{}", row.points), fmt::format("{:#.3g}", row.log_points_per_dimension),
                     estimate_text(row.times.cloning), estimate_text(row.times.entropy),
                     estimate_text(row.times.fit), short_number(row.reference)});
  }
  const std::vector<std::size_t> least = {points_width, of_alpha, of_time, of_time, of_fit, of_reference};
  return aligned(cells, std::vector<Align>(least.size(), Align::right), 0, least);
}

std::string collapse_report(const CollapseSummary& summary) {
  std::string text = collapse_table(std::span(summary.rows).subspan(summary.rows_told),
                                    summary.reference_is_bound, summary.rows_told == 0);
  if (summary.reference_is_bound)
    text += "bound: the Gaussian bound, from the covariance of the data; it is not a theory of them\n";
  for (const Estimator& estimator : estimators) text += notes_on(estimator, summary.rows);
  if (!summary.distinct_rows.empty()) {
    text += "with equal points as one:\n" +
            collapse_table(summary.distinct_rows, summary.reference_is_bound, true);
    for (const Estimator& estimator : estimators) text += notes_on(estimator, summary.distinct_rows);
  }
  text += dimension_table(summary.rows, summary.reference_is_bound);
  if (!summary.target.empty()) text += summary.target + "\n";
  return text + closing_lines(summary, "collapse_curves");
}

}  // namespace regimes::experiments
