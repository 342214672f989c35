#pragma once
/// What is observed of trajectories at one time.
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "experiments/run/document_values.hpp"
#include "experiments/run/labelled_variable.hpp"
#include "experiments/sample/score_model.hpp"
#include "observables/statistics.hpp"

namespace regimes::experiments {

/// One number, or `width` of them along `dimension`, for every trajectory.
struct PathVariable {
  std::string name;
  std::string dimension;  ///< empty: one number
  int width = 1;
  bool is_integer = false;
  Label label;
  RealRange range = not_negative_or_infinite;  ///< of real numbers; those that are not observed yet are NaN
};

inline constexpr observables::MeanError unknown_variance{std::numeric_limits<double>::quiet_NaN(),
                                                         std::numeric_limits<double>::quiet_NaN()};

/// Values under the names of variables, [trajectory][width].
struct PathValues {
  std::map<std::string, std::vector<double>> reals;
  std::map<std::string, std::vector<std::int64_t>> integers;
  observables::MeanError variance = unknown_variance;  ///< of the posterior means, with training points
};

/// The nearest two training points of every trajectory, ordered by |x - a e^{-t}|, and of its posterior mean.
inline constexpr int path_neighbours = 2;
/// [trajectory][neighbour] |D(x, t) - a| of the posterior mean D, at t = 0 |x - a|.
inline constexpr const char *distance_name = "nearest_distance", *y2_name = "inverse_participation_ratio",
                            *distinct_entropy_name = "posterior_entropy_distinct",
                            *distinct_y2_name = "inverse_participation_ratio_distinct",
                            *mean_index_name = "posterior_mean_nearest_index",
                            *mean_distance_name = "posterior_mean_nearest_distance",
                            *score_difference_name = "class_score_difference";

class PathObserver {
 public:
  PathObserver(ScoreModel& model, bool with_points) : model_(model), with_points_(with_points) {}

  std::vector<PathVariable> variables() const;
  /// Leaves out what older files do not have, for runs that go on from them: observables over distinct
  /// points.
  void leave_out_distinct() { with_distinct_ = false; }
  /// Leaves out the neighbours of posterior means, for runs that go on from files without them.
  void leave_out_means() { with_means_ = false; }
  /// What is observed of this rank's trajectories at time t. Posteriors have no meaning at t = 0: NaN.
  /// Collective.
  PathValues observe(const diffusion::Trajectories& trajectories, double t) const;

 private:
  /// Whether points have equals, and what is observed counts them as one, too.
  bool counts_distinct() const { return with_distinct_ && has_equals(model_.equals()); }
  void observe_nearest(const diffusion::Trajectories& trajectories, double t, PathValues& values) const;
  /// Returns the posterior means, [own][coordinate]; at t = 0 the points themselves, and without training
  /// points nothing.
  std::vector<double> observe_posterior(const diffusion::Trajectories& trajectories, double t,
                                        PathValues& values) const;
  void observe_guidance(const diffusion::Trajectories& trajectories, double t, PathValues& values) const;
  void observe_distinct(const diffusion::Trajectories& trajectories, double t,
                        const std::vector<kernels::Posterior>& posterior, PathValues& values) const;
  void observe_means(const diffusion::Trajectories& means, PathValues& values) const;

  ScoreModel& model_;
  bool with_points_, with_means_ = true, with_distinct_ = true;
};

/// The variance of the trajectories' points per coordinate, (1/d) sum_k Var x_k, with the error that their
/// scatter gives it, on root; NaN of one trajectory, and elsewhere. Collective.
observables::MeanError variance_of(const diffusion::Trajectories& trajectories,
                                   const parallel::Communicator& ranks);

/// The nearest `neighbours` training points of this rank's trajectories by |x - a e^{-t}|, nearest first.
/// Collective.
kernels::Neighbours nearest_of(ScoreModel& model, const diffusion::Trajectories& trajectories, double t,
                               int neighbours);

}  // namespace regimes::experiments
