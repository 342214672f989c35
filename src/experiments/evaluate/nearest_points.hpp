#pragma once
/// The nearest training points of queries, with distances that survive where products of floats do not.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "datasets/equal_points.hpp"
#include "experiments/evaluate/query_frame.hpp"
#include "kernels/sweep.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Candidates of the sweep beyond the neighbours that are asked for. Too few cost time, never a neighbour.
inline constexpr int spare_neighbours = 6;

/// Nearest points to queries x at times t, by |x - a e^{-t}|^2 = e^{-2t} |x e^t - a|^2. The sweep finds
/// candidates by products; their distances are then summed by differences, in double, by the rank that has
/// the points. Where the rounding of products may have hidden a nearer point among others almost as near,
/// tiles are looked at again in smaller parts, in the end point by point. Ties go to the lowest index.
class NearestPoints {
 public:
  /// One time per query. `neighbours` of `points.count()` at most; all ranks that share the points have the
  /// same queries. distinct: where given, equal points count once, under the lowest of their indices; the
  /// neighbours that there are not have index -1 and infinite distances.
  NearestPoints(const kernels::PointSource& points, kernels::FreeQueries queries, std::vector<double> times,
                int neighbours, kernels::Precision precision,
                const datasets::EqualPoints* distinct = nullptr);

  /// Adds this rank's tiles, as Sweep::run(), at least one.
  void run(const kernels::Partition& partition, std::int64_t first_tile, std::int64_t last_tile,
           std::int64_t begin, std::int64_t end);
  /// The nearest of all ranks, on all ranks; `nearness` is minus the squared distance. Collective.
  kernels::Neighbours collect(const parallel::Communicator& ranks);

 private:
  /// Puts a point where it belongs, by differences, unless it is there.
  void add(int query, std::int64_t index, const std::vector<double>& point);
  /// Whether `candidates`, which have been added, leave out no point of their tiles that is as near as
  /// the neighbours so far.
  bool is_certain(int query, const kernels::Neighbours& candidates) const;

  const kernels::PointSource& points_;
  const datasets::EqualPoints* distinct_;
  kernels::FreeQueries queries_;
  std::vector<double> times_;
  kernels::Precision precision_;
  std::vector<double> norm_;  // [query], |x e^t|
  std::unique_ptr<kernels::NearestSweep> sweep_;
  kernels::Neighbours refined_;
};

}  // namespace regimes::experiments
