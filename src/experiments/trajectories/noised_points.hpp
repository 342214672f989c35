#pragma once
/// Data points as starts of trajectories: where they came from is known.
#include <cstdint>
#include <vector>

#include "experiments/sample/score_model.hpp"

namespace regimes::experiments {

/// The training points that `count` trajectories start from: all in turn, or, where there are more of them
/// than trajectories, random ones, since files may be sorted. Without training points: -1.
std::vector<std::int64_t> source_indices(ScoreModel& model, int count, std::uint64_t seed);

/// What points are told by: a training point and its class, or the class of a law.
struct Attribution {
  std::vector<std::int64_t> index;  ///< [own]; -1: no training points
  std::vector<int> label;           ///< [own], class position; -1: no classes
};

/// Points of source_indices(), or a fresh sample of a law.
struct SourcePoints {
  diffusion::Trajectories at_zero;  ///< the points themselves
  Attribution known;                ///< of equal points the first
};

/// Collective.
SourcePoints source_points(ScoreModel& model, int count, std::uint64_t seed);

/// Where trajectories have come to: the nearest training point and its class, or the likeliest class of a law
/// (Bayes). Collective.
Attribution attribute(ScoreModel& model, const diffusion::Trajectories& trajectories, double t);

/// Y2 and sum_c pi_c^2 of the posterior of every own trajectory; NaN without training points or classes.
/// Equal points are one, as they are where paths end: Y2 + (m - 1) w for m points equal to the source, of
/// weight w, which is the same in the mean (observables/query_values.hpp).
struct PosteriorAgreement {
  std::vector<double> same_point, same_class;
};

/// trajectories: the sources noised to t > 0. Collective.
PosteriorAgreement posterior_agreement(ScoreModel& model, const SourcePoints& sources,
                                       const diffusion::Trajectories& trajectories, double t);

}  // namespace regimes::experiments
