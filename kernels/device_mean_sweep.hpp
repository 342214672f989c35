#pragma once
/// Posterior means on a device: a thread per query turns the differences of a part into weights, then the
/// team multiplies these with the points a second time. With two sides, points inside and outside the class
/// of a query have a kernel each, which leaves the other side out.
#include <array>
#include <span>
#include <utility>
#include <vector>

#include "kernels/class_sides.hpp"
#include "kernels/device_weighted_points.hpp"
#include "kernels/sweep.hpp"

namespace regimes::kernels {

template <class Real, int Sides>
struct DeviceMeanKernel {
  using Loop = DeviceTileLoop<1, Real>;
  using Scratch = typename Loop::Scratch;
  using Shape = DeviceShape<Real>;
  using Weighted = WeightedPoints<Real>;

  Loop loop;
  int side = 0;                     ///< of two
  DeviceArray<const int*> classes;  ///< [query]; with two sides
  DeviceArray<Posterior**> states;  ///< [range][query]
  DeviceArray<double***> sums;      ///< [range][coordinate][query], relative to the state's reference

  /// For the points of the second product, then the factor of the sums so far that each query keeps.
  KOKKOS_FUNCTION static constexpr std::size_t more_scratch() {
    return Weighted::bytes() + Loop::team_queries * sizeof(Real);
  }

  KOKKOS_FUNCTION void operator()(const DeviceMember& team) const {
    const Scratch scratch(team);
    const int level = scratch_level;
    const std::ptrdiff_t alignment = Scratch::alignment;
    Real* const staged =
        static_cast<Real*>(team.team_scratch(level).get_shmem_aligned(more_scratch(), alignment));
    Real* const keep = staged + Weighted::staged_numbers;
    loop.for_each_part(team, scratch, [&](const Tile& part) {
      for_each_item(team, loop.queries_here(team), [&](int q) { weigh(team, scratch, part, q, keep[q]); });
      Weighted::template add<(Sides > 1)>(team, loop, scratch, part, staged, [&](int k, int q, Real sum) {
        double& total = sums(loop.range(team), k, loop.first_query(team) + q);
        total = total * keep[q] + sum;
      });
    });
  }

 private:
  /// Differences of a query -> weights relative to the reference after this part.
  KOKKOS_FORCEINLINE_FUNCTION void weigh(const DeviceMember& team, const Scratch& scratch, const Tile& part,
                                         int q, Real& keep) const {
    Real* const column = scratch.differences + q;
    Posterior& state = states(loop.range(team), loop.first_query(team) + q);
    if constexpr (Sides > 1) leave_out_other_side(scratch, part, classes(loop.first_query(team) + q), column);
    Real largest = column[0];
    int nearest = 0;
    for (int p = 1; p < part.count; ++p)
      if (column[p * Loop::columns] > largest) {
        largest = column[p * Loop::columns];
        nearest = p;
      }
    if constexpr (Sides > 1) {
      if (!(largest > Real(excluded_below))) {  // nothing of this side
        for (int p = 0; p < Shape::points; ++p) column[p * Loop::columns] = 0;
        keep = 1;
        return;
      }
      nearest = first_as_near(scratch, part, column, largest);
    }
    const bool is_first = state.empty();
    const double before = state.reference;
    const Real reference =
        is_first || largest > static_cast<Real>(before) ? largest : static_cast<Real>(before);
    Real sum = 0, logit_sum = 0, square_sum = 0;
    for (int p = 0; p < Shape::points; ++p) {  // weights are 0 of what is left out and behind the last point
      const Real x = column[p * Loop::columns] - reference, weight = math::exp(x);
      column[p * Loop::columns] = weight;
      sum += weight;
      logit_sum += x * weight;
      square_sum += weight * weight;
    }
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

  KOKKOS_FORCEINLINE_FUNCTION void leave_out_other_side(const Scratch& scratch, const Tile& part,
                                                        int query_class, Real* column) const {
    for (int p = 0; p < part.count; ++p) {
      const bool is_inside = scratch.classes[scratch.order[p]] == query_class;
      if (is_inside != (side == inside_class)) column[p * Loop::columns] = Real(excluded);
    }
  }

  /// Points are in the order of their classes; of equally near ones the first counts.
  KOKKOS_FORCEINLINE_FUNCTION int first_as_near(const Scratch& scratch, const Tile& part, const Real* column,
                                                Real largest) const {
    int first = part.count;
    for (int p = 0; p < part.count; ++p)
      if (column[p * Loop::columns] == largest && scratch.order[p] < first) first = scratch.order[p];
    return first;
  }
};

template <class Real, int Sides>
class DeviceMeanSweep : public MeanSweep {
  using Kernel = DeviceMeanKernel<Real, Sides>;

 public:
  /// classes: [query], with two sides.
  DeviceMeanSweep(DevicePoints points, const typename Kernel::Loop& loop,
                  const std::vector<int>& classes = {})
      : points_(std::move(points)) {
    if constexpr (Sides == 1) points_.classes = 0;
    const auto class_of = copied_to_device("mean_sweep::classes", classes);
    for (int side = 0; side < Sides; ++side) {
      Kernel& kernel = kernels_[side];
      kernel.loop = loop;
      kernel.side = side;
      kernel.classes = class_of;
      kernel.states = device_array<Posterior**>("mean_sweep::states", loop.ranges, loop.query_count);
      kernel.sums =
          device_array<double***>("mean_sweep::sums", loop.ranges, loop.dimension, loop.query_count);
      clear(kernel);
    }
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    launch_all("regimes::mean_sweep::device", std::span<Kernel>(kernels_),
               Kernel::more_scratch() + Kernel::Scratch::alignment, points_, partition, first_tile, last_tile,
               begin, end);
    points_seen_ += partition.count(first_tile, last_tile, begin, end);
  }

  PosteriorMeans collect() override {
    const int queries = kernels_[0].loop.query_count, dimension = kernels_[0].loop.dimension;
    PosteriorMeans taken(Sides * queries, dimension);
    std::vector<double> of_query(dimension);
    for (int side = 0; side < Sides; ++side) {
      const auto states = copied_to_host(kernels_[side].states);
      const auto sums = copied_to_host(kernels_[side].sums);
      for (std::size_t range = 0; range < states.extent(0); ++range)
        for (int q = 0; q < queries; ++q) {
          for (int k = 0; k < dimension; ++k) of_query[k] = sums(range, k, q);
          taken.merge(Sides * q + side, states(range, q), of_query.data());
        }
      clear(kernels_[side]);
    }
    taken.work.terms = points_seen_ * queries;
    points_seen_ = 0;
    return taken;
  }

 private:
  static void clear(const Kernel& kernel) {
    Kokkos::deep_copy(kernel.states, Posterior{});
    Kokkos::deep_copy(kernel.sums, 0.);
  }

  std::array<Kernel, Sides> kernels_;
  DevicePoints points_;
  std::int64_t points_seen_ = 0;
};

}  // namespace regimes::kernels
