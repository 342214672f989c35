#pragma once
/// Paths beside where they came from, or beside their twins: means over all trajectories. All of it is
/// collective; means are complete on root, and NaN where there is nothing to compare.
#include <cstdint>
#include <vector>

#include "experiments/trajectories/noised_points.hpp"
#include "experiments/trajectories/trajectories_result.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Trajectories that share a cluster are not independent; empty: all are.
using PathClusters = std::vector<std::int64_t>;  // [trajectory]

/// Fractions that have come to the same training point and class as the others.
void compare_ends(Agreement& agreement, const Attribution& ends, const Attribution& others,
                  const PathClusters& clusters, const parallel::Communicator& ranks);

/// E[Y2] and E[sum_c pi_c^2] of paths at time t > 0: their sources, noised.
void measure_identities(Agreement& agreement, ScoreModel& model, const SourcePoints& sources,
                        const diffusion::Trajectories& paths, double t, const PathClusters& clusters);

/// E[a.x]/E|a|^2.
observables::MeanError autocorrelation(const diffusion::Trajectories& from, const diffusion::Trajectories& to,
                                       const PathClusters& clusters, const parallel::Communicator& ranks);

}  // namespace regimes::experiments
