#pragma once
/// The nearest training points of queries, with distances that survive where products of floats do not.
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "datasets/equal_points.hpp"
#include "diffusion/distance_screen.hpp"
#include "experiments/evaluate/query_frame.hpp"
#include "kernels/bytes/byte_screen.hpp"
#include "kernels/sweep.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Candidates of the sweep beyond the neighbours that are asked for. Too few cost time, never a neighbour.
inline constexpr int spare_neighbours = 6;

/// Tiles whose candidates are brought together before their distances are summed. A number of its own, so
/// that neither the work nor what comes of it depends on the pieces in which a pass is done.
inline constexpr std::int64_t tiles_of_a_search = 512;

/// Nearest points to queries x at times t, by |x - a e^{-t}|^2 = e^{-2t} |x e^t - a|^2. The sweep finds
/// candidates by products; their distances are then summed by differences, in double, by the rank that has
/// the points. Where the rounding of products may have hidden a nearer point among others almost as near,
/// tiles are looked at again for the queries in doubt, in smaller parts, in the end point by point. Ties go
/// to the lowest index. Stored points of which products of bytes (kernels/bytes/byte_screen.hpp), or else a
/// few coordinates (diffusion/distance_screen.hpp), tell that most cannot be near are found by these, with
/// the same result.
class NearestPoints {
 public:
  /// One time per query. `neighbours` of `points.count()` at most; all ranks that share the points have the
  /// same queries. distinct: where given, equal points count once, under the lowest of their indices; the
  /// neighbours that there are not have index -1 and infinite distances.
  NearestPoints(const kernels::PointSource& points, kernels::FreeQueries queries, std::vector<double> times,
                int neighbours, kernels::Precision precision,
                const datasets::EqualPoints* distinct = nullptr);

  /// Adds this rank's tiles, as Sweep::run(), those of a pass one after another. Points that are read part by
  /// part are looked at before the next part takes their place; the last ones stay until collect().
  void run(const kernels::Partition& partition, std::int64_t first_tile, std::int64_t last_tile,
           std::int64_t begin, std::int64_t end);
  /// The nearest of all ranks, on all ranks; `nearness` is minus the squared distance. Collective.
  kernels::Neighbours collect(const parallel::Communicator& ranks);

 private:
  /// Tiles [first, last) of a partition, clipped to the points [begin, end).
  struct Tiles {
    kernels::Partition partition;
    std::int64_t first = 0, last = 0, begin = 0, end = 0;
  };

  /// Looks at stored points through a screen while it pays, and returns the tile up to which that was done.
  std::int64_t screen(const Tiles& tiles);
  void open_screen(const kernels::StoredPoints& points, const Tiles& tiles);
  /// The rows of `points` that these are in the partition `there`.
  void screen_bytes(const kernels::StoredPoints& points, std::int64_t first_row, std::int64_t last_row,
                    const kernels::Partition& there, std::span<double> distance);
  void screen_coordinates(const kernels::StoredPoints& points, std::int64_t first_row, std::int64_t last_row,
                          const kernels::Partition& there, std::span<double> distance);

  std::unique_ptr<kernels::NearestSweep> sweep_of(const std::vector<int>& queries) const;
  /// Sums the distances of what the sweep has found in searched_.
  void conclude_search();
  /// Looks at some tiles again for some queries.
  void look_closer(const std::vector<int>& queries, const Tiles& tiles);
  void look_at_all(const std::vector<int>& queries, const Tiles& tile);
  /// Adds candidates of these queries in these tiles, and returns the queries that are not certain.
  std::vector<int> add(const std::vector<int>& queries, const kernels::Neighbours& candidates,
                       const Tiles& tiles);
  /// Puts a point where it belongs, by differences, unless it is there.
  void add(int query, std::int64_t index, std::span<const double> point);
  /// How far the last neighbour that a query has so far is from x e^t.
  double last_distance(int query) const;
  /// Whether all points that the last candidate of a list keeps out of it are farther than the neighbours so
  /// far.
  bool is_certain(int query, const kernels::Neighbour& last_candidate) const;

  const kernels::PointSource& points_;
  const datasets::EqualPoints* distinct_;
  kernels::FreeQueries queries_;
  std::vector<double> times_;
  kernels::Precision precision_;
  std::vector<double> norm_;  // [query], |x e^t|
  std::vector<int> all_;      // queries
  std::unique_ptr<kernels::NearestSweep> sweep_;
  std::unique_ptr<kernels::ByteScreen> byte_screen_;
  std::optional<diffusion::DistanceScreen> screen_;  // where there is none of bytes
  bool may_screen_;                                  // while it is not known not to pay
  Tiles searched_;                                   // since the last conclude_search()
  kernels::Neighbours refined_;
};

}  // namespace regimes::experiments
