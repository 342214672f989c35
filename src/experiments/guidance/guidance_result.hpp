#pragma once
/// All that a run of `regimes guidance` has so far, as plain values on root.
#include <cstdint>
#include <vector>

#include "experiments/guidance/guidance_options.hpp"
#include "experiments/training/equal_counts.hpp"
#include "observables/fraction.hpp"

namespace regimes::experiments {

/// Where the paths of one strength have ended, [trajectory]. Of a strength that is not done all are missing:
/// NaN and -1.
struct GuidedEnds {
  std::vector<double> along;            ///< (x - mean).direction of the path's class, in its deviations
  std::vector<double> across;           ///< the rest of |x - mean|^2, per dimension
  std::vector<std::int64_t> end_class;  ///< label of the class in which the path has ended
  std::vector<std::int64_t> nearest;    ///< row of the nearest training point; empirical scores alone
  std::vector<double> last_change;      ///< time of its last change; NaN: none, empirical scores alone
};

/// What one strength has done, beside strength 0.
struct GuidanceEffect {
  observables::MeanError overshoot, variance_along, variance_across, divergence;
  observables::Fraction fidelity;
  observables::MeanError effective_points, distinct_points, last_change;  ///< of empirical scores
  double predicted_shift = 0;                                             ///< NaN without a prediction
  double overshoot_theory = 0, variance_theory = 0, fidelity_theory = 0,
         divergence_theory = 0;  ///< NaN where there is none
};

struct GuidanceResult {
  GuidanceOptions options;  ///< complete
  int dimension = 0;
  std::vector<double> schedule;  ///< descending
  std::vector<int> class_values;
  std::vector<double> separations;         ///< [class], rho
  std::vector<std::int64_t> class_points;  ///< [class]; empty without training points
  std::vector<std::int64_t> path_class;    ///< [trajectory], position of the class to which a path is guided
  Precision precision;
  EqualCounts equals;                               ///< of the training points
  std::int64_t strengths_done = 0, steps_done = 0;  ///< steps: of the strength in progress
  std::vector<GuidedEnds> ends;                     ///< [strength]
  std::vector<double> x;  ///< [trajectory][coordinate], paths in progress, in the frame of the score
  std::vector<std::int64_t> nearest;    ///< [trajectory], of these; empty without training points
  std::vector<double> last_change;      ///< [trajectory], of these
  std::vector<GuidanceEffect> effects;  ///< [strength]; empty until the end

  bool is_empirical() const { return options.score == ScoreKind::empirical; }
  std::size_t paths() const { return static_cast<std::size_t>(options.trajectories); }
};

}  // namespace regimes::experiments
