#pragma once
/// The experiment `trajectories`: clones, U-turns and last changes of the nearest training point, beside the
/// identities that need no trajectory.
#include <string>
#include <vector>

#include "experiments/progress.hpp"
#include "experiments/run_record.hpp"
#include "experiments/trajectories_options.hpp"
#include "observables/statistics.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Means over trajectories at one time; NaN where there are no classes or no training points.
struct Agreement {
  observables::MeanError same_class, same_point;
  observables::MeanError same_class_identity;  ///< E[sum_c pi_c^2] = phi
  observables::MeanError same_point_identity;  ///< E[Y2] = phi_C
  observables::MeanError autocorrelation;      ///< E[a.x_end]/E|a|^2; of U-turns only
};

/// Times at which the nearest training point changes for the last time, by one route.
struct LastChanges {
  std::vector<double> time;     ///< [trajectory]; NaN: never
  observables::MeanError mean;  ///< over those that change
  double deviation = 0;
  std::int64_t changed = 0;
};

struct TrajectoriesResult {
  TrajectoriesOptions options;  ///< complete
  std::vector<double> schedule, record;
  std::vector<Agreement> clones;  ///< [clone time]
  std::vector<Agreement> turns;   ///< [turn time]
  LastChanges forward, backward;  ///< empty where not asked for
};

struct TrajectoriesSummary {
  bool finished = false;  ///< false: stopped on request, nothing is written
  TrajectoriesResult result;
  std::int64_t steps = 0;  ///< (trajectory, step) made
  RunWork work;
  double seconds = 0;
  double predicted_seconds = 0;  ///< after the first of them; NaN: it was too short
  std::string output;
};

/// Runs the experiment and writes the output. Collective; the summary is complete on root. `resolved` comes
/// from resolve(). Throws the errors of base/error.hpp; then nothing is written.
TrajectoriesSummary run_trajectories(const TrajectoriesOptions& resolved,
                                     const std::vector<ResolvedOption>& origins,
                                     const parallel::Communicator& communicator, Observer& observer,
                                     RunExtent extent);

}  // namespace regimes::experiments
