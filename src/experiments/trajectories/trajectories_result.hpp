#pragma once
/// All that a run of `regimes trajectories` has so far, as plain values on root.
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "experiments/memorisation/last_changes.hpp"
#include "experiments/training/equal_counts.hpp"
#include "experiments/trajectories/trajectories_options.hpp"
#include "observables/fraction.hpp"

namespace regimes::experiments {

inline constexpr observables::MeanError not_measured{std::numeric_limits<double>::quiet_NaN(),
                                                     std::numeric_limits<double>::quiet_NaN()};

/// Means over trajectories at one time; NaN until measured, and where there are no classes or no training
/// points.
struct Agreement {
  observables::Fraction same_class{not_measured}, same_point{not_measured};
  observables::MeanError same_class_identity = not_measured;  ///< E[sum_c pi_c^2] = phi
  observables::MeanError same_point_identity = not_measured;  ///< E[Y2] = phi_C
  observables::MeanError autocorrelation = not_measured;      ///< E[a.x_end]/E|a|^2; of U-turns only
};

/// Where a run stands that is not finished. What its parts are: trajectories_parts.hpp.
struct TrajectoriesState {
  std::int64_t part = 0;        ///< the one in progress
  std::int64_t steps_done = 0;  ///< of it, at least one
  std::vector<double> x;        ///< [trajectory][coordinate], its paths, in the frame of the score
  std::vector<double> trunk;    ///< the same of the trunk while clones walk; else empty
  std::vector<std::int64_t> twin_index, twin_label;  ///< [trajectory], where the first clones have ended
                                                     ///< while their twins walk; else empty
  std::vector<std::int64_t> nearest;  ///< [trajectory][recorded time so far], nearest training points
};

struct TrajectoriesResult {
  TrajectoriesOptions options;  ///< complete
  int dimension = 0;
  Precision precision;
  EqualCounts equals;                        ///< of the training points
  std::vector<std::int64_t> guidance_class;  ///< label of every path's class; empty: paths are not guided
  std::vector<double> schedule, record;
  std::vector<Agreement> clones;           ///< [clone time]
  std::vector<Agreement> turns;            ///< [turn time]
  LastChanges forward, backward;           ///< empty where not asked for, or not yet there
  std::optional<TrajectoriesState> state;  ///< of a run that is not finished
};

}  // namespace regimes::experiments
