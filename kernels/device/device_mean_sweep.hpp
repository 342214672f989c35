#pragma once
/// Posterior means on a device: a thread per query turns the differences of a part into weights, then the
/// team multiplies these with the points a second time. With two sides, of the points inside and outside the
/// class of a query, there is a thread for each.
#include <utility>
#include <vector>

#include "kernels/class_sides.hpp"
#include "kernels/device/device_weighted_points.hpp"
#include "kernels/sweep.hpp"

namespace regimes::kernels {

template <class Real, int Sides>
struct DeviceMeanKernel {
  using Loop = DeviceTileLoop<1, Real>;
  using Scratch = typename Loop::Scratch;
  using Shape = DeviceShape<Real>;
  using Weighted = WeightedPoints<Real>;

  Loop loop;
  DeviceArray<const int*> classes;   ///< [query]; with two sides
  DeviceArray<Posterior***> states;  ///< [range][side][query]
  DeviceArray<double****> sums;      ///< [range][side][coordinate][query], relative to the state's reference

  /// For the points of the second product, then the factor of the sums so far that each state keeps.
  KOKKOS_FUNCTION static constexpr std::size_t more_scratch() {
    return Weighted::bytes() + Sides * Loop::team_queries * sizeof(Real);
  }

  KOKKOS_FUNCTION void operator()(const DeviceMember& team) const {
    const Scratch scratch(team);
    const int level = scratch_level;
    const std::ptrdiff_t alignment = Scratch::alignment;
    Real* const staged =
        static_cast<Real*>(team.team_scratch(level).get_shmem_aligned(more_scratch(), alignment));
    Real* const keep = staged + Weighted::staged_numbers;
    loop.for_each_part(team, scratch, [&](const Tile& part) {
      const int here = loop.queries_here(team);
      for_each_item(team, Sides * here, [&](int i) {
        const int side = i / here, q = i % here;
        weigh(team, scratch, part, side, q, keep[side * Loop::team_queries + q]);
      });
      Weighted::template add<Sides>(team, loop, scratch, part, staged, [&](int side, int k, int q, Real sum) {
        double& total = sums(loop.range(team), side, k, loop.first_query(team) + q);
        total = total * keep[side * Loop::team_queries + q] + sum;
      });
    });
  }

 private:
  /// Whether the point at this place is one of those inside the class of the query, or outside it. What is
  /// behind the last point is outside.
  KOKKOS_FORCEINLINE_FUNCTION bool is_on(const Scratch& scratch, const Tile& part, int place, int side,
                                         int query) const {
    if constexpr (Sides == 1) {
      return true;
    } else {
      const bool is_inside = place < part.count && scratch.classes[scratch.order[place]] == classes(query);
      return is_inside == (side == inside_class);
    }
  }

  /// Differences of a query -> weights of the points on a side, relative to the reference after this part;
  /// those of the second side are negative.
  KOKKOS_FORCEINLINE_FUNCTION void weigh(const DeviceMember& team, const Scratch& scratch, const Tile& part,
                                         int side, int q, Real& keep) const {
    Real* const column = scratch.differences + q;
    const int query = loop.first_query(team) + q;
    Posterior& state = states(loop.range(team), side, query);
    Real largest = Real(excluded);
    int nearest = part.count;  // of equally near points the first; they are in the order of their classes
    for (int p = 0; p < part.count; ++p) {
      if (!is_on(scratch, part, p, side, query)) continue;
      const Real logit = column[p * Loop::columns];
      const int point = loop.point_at(scratch, p);
      if (logit > largest || (logit == largest && point < nearest)) {
        largest = logit;
        nearest = point;
      }
    }
    const bool is_seen = largest > Real(excluded_below), is_first = state.empty();
    const double before = state.reference;
    const Real reference =
        is_first || largest > static_cast<Real>(before) ? largest : static_cast<Real>(before);
    Real sum = 0, logit_sum = 0, square_sum = 0;
    for (int p = 0; p < Shape::points; ++p) {  // weights are 0 of what is left out and behind the last point
      if (!is_on(scratch, part, p, side, query)) continue;
      const Real x = column[p * Loop::columns] - reference, weight = is_seen ? math::exp(x) : Real(0);
      column[p * Loop::columns] = side == inside_class ? weight : -weight;
      sum += weight;
      logit_sum += x * weight;
      square_sum += weight * weight;
    }
    keep = 1;
    if (!is_seen) return;
    Posterior seen;
    seen.reference = reference;
    seen.sum = sum;
    seen.logit_sum = logit_sum;
    seen.square_sum = square_sum;
    seen.nearest_logit = largest;
    seen.nearest_index = part.first + nearest;
    state.merge(seen);
    keep = is_first ? Real(0) : static_cast<Real>(math::exp(before - state.reference));
  }
};

template <class Real, int Sides>
class DeviceMeanSweep : public MeanSweep {
  using Kernel = DeviceMeanKernel<Real, Sides>;

 public:
  /// classes: [query], with two sides.
  DeviceMeanSweep(DevicePoints points, typename Kernel::Loop loop, const std::vector<int>& classes = {})
      : points_(std::move(points)) {
    if constexpr (Sides == 1) points_.classes = 0;
    kernel_.classes = copied_to_device("mean_sweep::classes", classes);
    kernel_.states = device_array<Posterior***>("mean_sweep::states", loop.ranges, Sides, loop.query_count);
    kernel_.sums =
        device_array<double****>("mean_sweep::sums", loop.ranges, Sides, loop.dimension, loop.query_count);
    kernel_.loop = std::move(loop);
    clear();
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    launch("regimes::mean_sweep::device", kernel_, Kernel::more_scratch() + Kernel::Scratch::alignment,
           points_, partition, first_tile, last_tile, begin, end);
    points_seen_ += partition.count(first_tile, last_tile, begin, end);
  }

  PosteriorMeans collect() override {
    const int queries = kernel_.loop.query_count, dimension = kernel_.loop.dimension;
    const auto states = copied_to_host(kernel_.states);
    const auto sums = copied_to_host(kernel_.sums);
    PosteriorMeans taken(Sides * queries, dimension);
    std::vector<double> of_query(dimension);
    for (int range = 0; range < kernel_.loop.ranges; ++range)
      for (int side = 0; side < Sides; ++side)
        for (int q = 0; q < queries; ++q) {
          for (int k = 0; k < dimension; ++k) of_query[k] = sums(range, side, k, q);
          taken.merge(Sides * q + side, states(range, side, q), of_query.data());
        }
    taken.work.terms = points_seen_ * queries;
    points_seen_ = 0;
    clear();
    return taken;
  }

 private:
  void clear() {
    Kokkos::deep_copy(kernel_.states, Posterior{});
    Kokkos::deep_copy(kernel_.sums, 0.);
  }

  Kernel kernel_;
  DevicePoints points_;
  std::int64_t points_seen_ = 0;
};

}  // namespace regimes::kernels
