#pragma once
/// The nearest training points of queries, with distances that survive where products of floats do not.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "experiments/query_frame.hpp"
#include "kernels/sweep.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Points of the training set that the sweep may put in a wrong order and that are looked at by differences
/// too, beyond those asked for.
inline constexpr int spare_neighbours = 6;

/// Nearest points to queries x at times t, by |x - a e^{-t}|^2 = e^{-2t} |x e^t - a|^2. The sweep finds
/// candidates by products; their distances are then summed by differences, in double, by the rank that has
/// the points. Ties go to the lowest index.
class NearestPoints {
 public:
  /// One time per query. `neighbours` of `points.count()` at most; all ranks that share the points have the
  /// same queries.
  NearestPoints(const kernels::PointSource& points, kernels::FreeQueries queries, std::vector<double> times,
                int neighbours, kernels::Precision precision);

  /// Adds this rank's tiles, as Sweep::run().
  void run(const kernels::Deal& deal, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end);
  /// To be called while the points that were swept since the last call are still in memory.
  void refine(const kernels::Deal& deal);
  /// The nearest of all ranks, on all ranks; `nearness` is minus the squared distance. Collective.
  kernels::Neighbours take(const parallel::Communicator& ranks);

 private:
  const kernels::PointSource& points_;
  kernels::FreeQueries queries_;
  std::vector<double> times_;
  std::unique_ptr<kernels::NearestSweep> sweep_;
  kernels::Neighbours refined_;
};

}  // namespace regimes::experiments
