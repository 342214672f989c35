#pragma once
/// What is observed of trajectories at one time.
#include <map>
#include <string>
#include <vector>

#include "experiments/run/labelled_variable.hpp"
#include "experiments/sample/score_model.hpp"

namespace regimes::experiments {

/// One number, or `width` of them along `dimension`, for every trajectory.
struct PathVariable {
  std::string name;
  std::string dimension;  ///< empty: one number
  int width = 1;
  bool is_integer = false;
  Label label;
};

/// Values under the names of variables, [trajectory][width].
struct PathValues {
  std::map<std::string, std::vector<double>> reals;
  std::map<std::string, std::vector<std::int64_t>> integers;
};

/// The nearest two training points of every trajectory, ordered by |x - a e^{-t}|.
inline constexpr int path_neighbours = 2;

class PathObserver {
 public:
  PathObserver(ScoreModel& model, bool with_points) : model_(model), with_points_(with_points) {}

  std::vector<PathVariable> variables() const;
  /// What is observed of this rank's trajectories at time t. Posteriors have no meaning at t = 0: NaN.
  /// Collective.
  PathValues observe(const diffusion::Trajectories& trajectories, double t) const;

 private:
  void observe_nearest(const diffusion::Trajectories& trajectories, double t, PathValues& values) const;
  void observe_posterior(const diffusion::Trajectories& trajectories, double t, PathValues& values) const;

  ScoreModel& model_;
  bool with_points_;
};

/// The nearest `neighbours` training points of this rank's trajectories by |x - a e^{-t}|, nearest first.
/// Collective.
kernels::Neighbours nearest_of(ScoreModel& model, const diffusion::Trajectories& trajectories, double t,
                               int neighbours);

}  // namespace regimes::experiments
