#include "app/theory/schedule_tables.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "app/theory/table_rows.hpp"
#include "theory/schedule.hpp"

namespace regimes::app {
namespace {

using diffusion::TimeSpacing;

constexpr std::int64_t most_steps_tried = 100'000;

theory::TwoModes modes_of(const TheoryOptions& options, double dimension) {
  const double amplitude = options.mean_amplitude.value_or(1);
  return {amplitude * amplitude * dimension, options.variance, options.prior};
}

/// "vp-dilated" as part of a name.
std::string word_of(TimeSpacing grid) {
  std::string word(diffusion::name_of(grid));
  std::replace(word.begin(), word.end(), '-', '_');
  return word;
}

Table grid_table(const TheoryOptions& options, TimeSpacing grid) {
  TableRows rows("schedule_" + word_of(grid),
                 "time grid " + std::string(diffusion::name_of(grid)) +
                     ": fraction of paths in +m, spread of a coordinate across m, mean and spread along it");
  for (const std::int64_t count : options.dimensions)
    for (const std::int64_t steps : options.steps) {
      const auto dimension = static_cast<double>(count);
      const theory::ScheduledModes modes =
          theory::scheduled_modes(modes_of(options, dimension),
                                  experiments::schedule_times(grid, steps, options.dilation, dimension));
      rows.begin();
      rows.put("dimension", "d", dimension, true);
      rows.put("steps", "K", static_cast<double>(steps), true);
      rows.put("mode_fraction", "P(+)", modes.fraction);
      rows.put("deviation_across", "s.d. across", modes.deviation_across);
      rows.put("mean_shift_along", "mean along, less |m|", modes.mean_along);
      rows.put("deviation_along", "s.d. along", modes.deviation_along);
    }
  return rows.table();
}

Table tolerance_table(const TheoryOptions& options) {
  TableRows rows("schedule_steps", "fewest steps of every time grid for the tolerance");
  for (const std::int64_t count : options.dimensions) {
    const auto dimension = static_cast<double>(count);
    rows.begin();
    rows.put("dimension", "d", dimension, true);
    for (const TimeSpacing grid : options.grids) {
      const auto steps = theory::steps_for_tolerance(
          modes_of(options, dimension), *options.tolerance, experiments::fewest_schedule_steps,
          most_steps_tried, [&](std::int64_t tried) {
            return experiments::schedule_times(grid, tried, options.dilation, dimension);
          });
      rows.put("steps_" + word_of(grid), std::string(diffusion::name_of(grid)),
               steps ? static_cast<double>(*steps) : std::numeric_limits<double>::quiet_NaN());
    }
  }
  return rows.table();
}

}  // namespace

std::vector<Table> schedule_tables(const TheoryOptions& options) {
  std::vector<Table> tables;
  for (const TimeSpacing grid : options.grids) tables.push_back(grid_table(options, grid));
  if (options.tolerance) tables.push_back(tolerance_table(options));
  return tables;
}

}  // namespace regimes::app
