#include "experiments/schedule/schedule_report.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/text_table.hpp"
#include "experiments/run/fraction_cell.hpp"
#include "experiments/run/work_text.hpp"

namespace regimes::experiments {
namespace {

std::string with_theory(const std::string& measured, std::optional<double> exact) {
  return exact ? fmt::format("{} ({:.5g})", measured, *exact) : measured;
}

std::string modes_table(const ScheduleResult& result) {
  const double mean_norm = std::sqrt(modes_of(result.options).mean_norm_squared);
  const auto parts = parts_of(result.options);
  std::vector<TextRow> rows = {{"grid", "steps", "paths in +m", "s.d. across", "s.d. along"}};
  if (result.options.step == diffusion::StepKind::ddim)
    for (std::size_t column = 2; column < rows[0].size(); ++column) rows[0][column] += " (exact)";
  for (std::size_t part = 0; part < result.parts.size(); ++part) {
    const MeasuredModes modes = measured_modes(result.parts[part], mean_norm);
    const auto exact = theory_of(result.options, parts[part]);
    const auto of_exact = [&](double theory::ScheduledModes::*value) {
      return exact ? std::optional(*exact.*value) : std::nullopt;
    };
    rows.push_back(
        {std::string(diffusion::name_of(parts[part].grid)), fmt::format("{}", parts[part].steps),
         with_theory(text_of(modes.fraction), of_exact(&theory::ScheduledModes::fraction)),
         with_theory(with_error(modes.deviation_across.mean, modes.deviation_across.standard_error),
                     of_exact(&theory::ScheduledModes::deviation_across)),
         with_theory(with_error(modes.deviation_along.mean, modes.deviation_along.standard_error),
                     of_exact(&theory::ScheduledModes::deviation_along))});
  }
  return aligned(rows, {Align::left, Align::right, Align::left, Align::left, Align::left});
}

/// "fewest steps for .01: vp 50, ve more than 100000".
std::string needed_text(const ScheduleOptions& options) {
  if (options.step != diffusion::StepKind::ddim) return {};
  std::string text;
  for (const diffusion::TimeSpacing grid : options.grids) {
    const auto steps = steps_needed(options, grid);
    text += fmt::format("{} {} {}", text.empty() ? "" : ",", diffusion::name_of(grid),
                        steps ? fmt::format("{}", *steps) : "more than 100000");
  }
  return fmt::format("fewest steps for a tolerance of {}:{}\n", options.tolerance, text);
}

}  // namespace

std::string schedule_report(const ScheduleResult& result, const RunEnd& end) {
  if (!end.finished) return fmt::format("{}\n", stopped_text(end));
  return modes_table(result) + needed_text(result.options) +
         fmt::format("{}\n{}\n", taken_text(end), wrote_text(end.output, "schedule_curves"));
}

}  // namespace regimes::experiments
