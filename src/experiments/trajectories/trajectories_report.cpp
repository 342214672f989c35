#include "experiments/trajectories/trajectories_report.hpp"

#include <fmt/format.h>

#include "base/text_table.hpp"
#include "experiments/run/fraction_cell.hpp"
#include "experiments/run/work_text.hpp"

namespace regimes::experiments {
namespace {

using observables::MeanError;

std::string number(const MeanError& value) { return with_error(value.mean, value.standard_error); }

std::string table(const std::string& what, const std::vector<double>& times,
                  const std::vector<Agreement>& agreements) {
  if (agreements.empty()) return {};
  std::vector<TextRow> rows = {{what, "same class", "E[sum pi_c^2]", "same point", "E[Y2]"}};
  for (std::size_t i = 0; i < times.size(); ++i) {
    const Agreement& of = agreements[i];
    rows.push_back({short_number(times[i]), text_of(of.same_class), number(of.same_class_identity),
                    text_of(of.same_point), number(of.same_point_identity)});
  }
  return aligned(rows, {Align::right});
}

std::string last_change_line(const std::string& route, const LastChanges& changes) {
  if (changes.time.empty()) return {};
  return fmt::format("last change of the nearest point, {}: t = {}, s.d. {:.3g}, over {} of {} paths\n",
                     route, number(changes.mean), changes.deviation, changes.changed, changes.time.size());
}

}  // namespace

std::string trajectories_report(const TrajectoriesSummary& summary) {
  const auto made = static_cast<double>(summary.steps);
  const std::string ending = summary.finished ? wrote_text(summary.output) : stopped_text(summary);
  const std::string closing = fmt::format("{}\n{}\n", steps_text(made, summary), ending);
  if (!summary.finished) return closing;
  const auto& result = summary.result;
  return table("cloned at", result.options.clone_times, result.clones) +
         table("turned at", result.options.turn_times, result.turns) +
         last_change_line("forward", result.forward) + last_change_line("backward", result.backward) +
         closing;
}

}  // namespace regimes::experiments
