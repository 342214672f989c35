#pragma once
/// All that a run of `regimes sample` has so far, as plain values on root.
#include <cstdint>
#include <vector>

#include "experiments/sample/path_observer.hpp"
#include "experiments/sample/sample_options.hpp"
#include "experiments/training/equal_counts.hpp"
#include "observables/fraction.hpp"

namespace regimes::experiments {

struct SampleResult {
  SampleOptions options;  ///< complete
  int dimension = 0;
  std::int64_t steps_done = 0;   ///< of those of the schedule
  std::vector<double> x;         ///< [trajectory][coordinate], where paths stand, in the frame of the score
  std::vector<double> schedule;  ///< descending
  std::vector<double> times;     ///< of observation, ascending
  std::vector<int> class_values;
  std::vector<std::int64_t> guidance_class;  ///< label of every path's class; empty: paths are not guided
  Precision precision;
  EqualCounts equals;  ///< of the training points
  std::vector<PathVariable> variables;
  /// Whether memorised paths are told by their posterior means; not in runs that go on from an older file,
  /// which compared the noisy points.
  bool compares_means = true;
  /// Whether observables are also taken with equal points as one; not in runs that go on from an older file.
  bool counts_distinct = false;
  PathValues observed;             ///< [time][trajectory][width]; NaN and -1 where not reached
  std::vector<double> end_points;  ///< [trajectory][coordinate], units of the file; empty until the end
  std::vector<double> end_means;   ///< the same of their posterior means, where they end at t > 0
  /// [time] of the posterior means of the paths; NaN where not reached, and in files that did not know it.
  std::vector<observables::MeanError> variance;
  std::vector<observables::Fraction> memorised;  ///< [time]; empty without training points
};

/// Room for what is observed: all missing.
PathValues nothing_observed(const SampleResult& result);

/// Puts what all trajectories gave at times[time] in its place.
void place(SampleResult& result, std::size_t time, const PathValues& values);

/// Fraction of paths with a nearest-to-second distance ratio of the posterior mean below the threshold, and
/// with one training point that has more than half of the posterior weight, at every time, with its bounds;
/// NaN where paths have not arrived. The means of smoothed scores have no such weights: they are told by the
/// ratio alone.
std::vector<observables::Fraction> memorised_fractions(const SampleResult& result);

}  // namespace regimes::experiments
