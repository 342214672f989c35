#include "experiments/guidance/guidance_report.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/text_table.hpp"
#include "experiments/run/fraction_cell.hpp"
#include "experiments/run/work_text.hpp"

namespace regimes::experiments {
namespace {

std::string measured_cell(const observables::MeanError& value) {
  return with_error(value.mean, value.standard_error);
}

std::string distribution_table(const GuidanceResult& result) {
  std::vector<TextRow> rows = {{"w", "1 + w", "overshoot", "theory", "variance along", "theory",
                                "variance across", "in their class", "divergence"}};
  for (std::size_t i = 0; i < result.effects.size(); ++i) {
    const GuidanceEffect& effect = result.effects[i];
    const double strength = result.options.strengths[i];
    rows.push_back({short_number(strength), short_number(1 + strength), measured_cell(effect.overshoot),
                    short_number(effect.overshoot_theory), measured_cell(effect.variance_along),
                    short_number(effect.variance_theory), measured_cell(effect.variance_across),
                    text_of(effect.fidelity), measured_cell(effect.divergence)});
  }
  return aligned(rows, {Align::right, Align::right});
}

std::string memorisation_table(const GuidanceResult& result) {
  if (!result.is_empirical()) return {};
  std::vector<TextRow> rows = {
      {"w", "effective points/n_c", "different points/n_c", "last change at", "predicted shift"}};
  for (std::size_t i = 0; i < result.effects.size(); ++i) {
    const GuidanceEffect& effect = result.effects[i];
    rows.push_back({short_number(result.options.strengths[i]), measured_cell(effect.effective_points),
                    short_number(effect.distinct_points.mean), measured_cell(effect.last_change),
                    short_number(effect.predicted_shift)});
  }
  return aligned(rows, {Align::right});
}

}  // namespace

std::string guidance_report(const GuidanceResult& result, std::int64_t path_steps, const RunEnd& end) {
  const std::string ending = end.finished ? wrote_text(end.output, "guidance_curves") : stopped_text(end);
  const std::string tables =
      end.finished ? distribution_table(result) + memorisation_table(result) : std::string();
  return fmt::format("{}{}\n{}\n", tables, steps_text(static_cast<double>(path_steps), end), ending);
}

}  // namespace regimes::experiments
