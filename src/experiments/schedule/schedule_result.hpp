#pragma once
/// All that a run of `regimes schedule` has so far, as plain values on root, and what follows from it.
#include <cstdint>
#include <optional>
#include <vector>

#include "experiments/schedule/schedule_options.hpp"
#include "observables/fraction.hpp"
#include "theory/schedule.hpp"

namespace regimes::experiments {

/// One grid with one number of steps.
struct SchedulePart {
  diffusion::TimeSpacing grid;
  std::int64_t steps;
};
/// Every grid with every number of steps: grid by grid, as results have them.
std::vector<SchedulePart> parts_of(const ScheduleOptions& options);

/// The ends of paths of one part, in their order: y = x.m/|m|, and the mean square of the coordinates across
/// m.
struct PathEnds {
  std::vector<double> along, across_squared;
};

struct ScheduleResult {
  ScheduleOptions options;      ///< complete
  std::vector<PathEnds> parts;  ///< as far as they are done, one after another
};

/// Paths of all parts that are done.
std::int64_t paths_done(const ScheduleResult& result);

/// What the ends of all paths of a part say of the mode +m.
struct MeasuredModes {
  observables::Fraction fraction;                                              ///< of paths with y > 0
  observables::MeanError deviation_across, mean_shift_along, deviation_along;  ///< NaN where no path is there
};
MeasuredModes measured_modes(const PathEnds& ends, double mean_norm);

/// The law of the options, for the recursion.
theory::TwoModes modes_of(const ScheduleOptions& options);
/// What the recursion says of a part; nothing for steps with noise.
std::optional<theory::ScheduledModes> theory_of(const ScheduleOptions& options, const SchedulePart& part);
/// The fewest steps that are enough by the recursion, up to 100,000; nothing where that is not enough, or for
/// steps with noise.
std::optional<std::int64_t> steps_needed(const ScheduleOptions& options, diffusion::TimeSpacing grid);

}  // namespace regimes::experiments
