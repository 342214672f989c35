#pragma once
/// Posterior means on a device: a thread per query turns the products of a part into weights, then the team
/// adds the weighted points coordinate by coordinate. With two sides, points inside and outside the class of
/// a query have a state and a sum each.

#include <vector>

#include "kernels/class_sides.hpp"
#include "kernels/device_tile_loop.hpp"
#include "kernels/sweep.hpp"

namespace regimes::kernels {

template <class Points, class Real, int Sides>
struct DeviceMeanKernel {
  using Loop = DeviceTileLoop<Points, 1, Real>;
  using Member = typename Loop::Member;
  using Stages = typename Loop::Stages;
  using Shape = DeviceShape;

  Loop loop;
  DeviceArray<int*> class_of;       ///< [query]; with two sides
  DeviceArray<Posterior**> states;  ///< [range][query x Sides + side]
  DeviceArray<double***> sums;      ///< [range][the same][coordinate], relative to the state's reference

  static std::size_t more_scratch() { return Loop::Stage::shmem_size(Sides, Loop::team_queries); }

  KOKKOS_FUNCTION void operator()(const Member& team) const {
    const Stages stages(team);
    const typename Loop::Stage keep(team.team_scratch(0), Sides, Loop::team_queries);
    loop.for_each_part(team, stages, [&](const Tile& part) {
      weigh(team, stages, part, keep);
      team.team_barrier();
      for (int side = 0; side < Sides; ++side) add_weighted(team, stages, part, keep, side);
    });
  }

 private:
  /// The side of point p of a part, as query `query` sees it.
  KOKKOS_FUNCTION int side_of(const Tile& part, int p, int query) const {
    if constexpr (Sides == 1) return 0;
    return loop.points.class_of(part, p) == class_of(query) ? inside_class : outside_class;
  }

  /// products -> weights relative to the reference of their side after this part; keep(side, q): factor of
  /// the sums so far.
  KOKKOS_FUNCTION void weigh(const Member& team, const Stages& stages, const Tile& part,
                             const typename Loop::Stage& keep) const {
    const int range = loop.range(team);
    Kokkos::parallel_for(Kokkos::TeamThreadRange(team, loop.queries_here(team)), [&](int q) {
      const int query = loop.first_query(team) + q;
      Posterior before[Sides], after[Sides];
      for (int side = 0; side < Sides; ++side)
        before[side] = after[side] = states(range, query * Sides + side);
      for (int p = 0; p < part.count; ++p)
        after[side_of(part, p, query)].add(loop.first_difference(stages, p, q, query), part.first + p);
      for (int p = 0; p < part.count; ++p) {
        const Real l = loop.first_difference(stages, p, q, query);
        stages.products(p, q) = math::exp(l - static_cast<Real>(after[side_of(part, p, query)].reference));
      }
      for (int side = 0; side < Sides; ++side) {
        keep(side, q) = before[side].empty()
                            ? Real(0)
                            : static_cast<Real>(math::exp(before[side].reference - after[side].reference));
        states(range, query * Sides + side) = after[side];
      }
    });
  }

  KOKKOS_FUNCTION void add_weighted(const Member& team, const Stages& stages, const Tile& part,
                                    const typename Loop::Stage& keep, int side) const {
    const int range = loop.range(team), first = loop.first_query(team), here = loop.queries_here(team),
              dimension = loop.points.dimension;
    for (int k0 = 0; k0 < dimension; k0 += Shape::coordinates) {
      loop.stage_points(team, part, k0, stages);
      team.team_barrier();
      // the first product with points and coordinates exchanged
      multiply_staged<Shape::thread_coordinates, Shape::thread_columns, Real>(
          team, Shape::coordinates, Loop::team_queries, part.count,
          [&](int k, int p) -> Real { return stages.a(k, p); },
          [&](int p, int q) -> Real {
            if constexpr (Sides > 1)
              if (q >= here || side_of(part, p, first + q) != side) return Real(0);
            return stages.products(p, q);
          },
          [&](int k, int q, Real sum) {
            if (q >= here || k0 + k >= dimension) return;
            double& total = sums(range, (first + q) * Sides + side, k0 + k);
            total = total * keep(side, q) + sum;
          });
      team.team_barrier();
    }
  }
};

template <class Points, class Real, int Sides>
class DeviceMeanSweep : public MeanSweep {
  using Kernel = DeviceMeanKernel<Points, Real, Sides>;

 public:
  /// classes: [query], with two sides.
  DeviceMeanSweep(typename Kernel::Loop loop, const std::vector<int>& classes) {
    const int states = Sides * loop.query_count();
    kernel_.states = DeviceArray<Posterior**>("regimes::mean_sweep::device_states", loop.ranges, states);
    kernel_.sums = DeviceArray<double***>("regimes::mean_sweep::device_sums", loop.ranges, states,
                                          loop.points.dimension);
    kernel_.class_of = DeviceArray<int*>("regimes::mean_sweep::device_classes", classes.size());
    const auto class_of = Kokkos::create_mirror_view(kernel_.class_of);
    for (std::size_t q = 0; q < classes.size(); ++q) class_of(q) = classes[q];
    Kokkos::deep_copy(kernel_.class_of, class_of);
    kernel_.loop = std::move(loop);
    clear();
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    launch("regimes::mean_sweep::device", kernel_, Kernel::more_scratch(), partition, first_tile, last_tile,
           begin, end);
    points_seen_ += partition.count(first_tile, last_tile, begin, end);
  }

  PosteriorMeans collect() override {
    const auto states = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), kernel_.states);
    const auto sums = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), kernel_.sums);
    PosteriorMeans taken(Sides * kernel_.loop.query_count(), kernel_.loop.points.dimension);
    for (int range = 0; range < kernel_.loop.ranges; ++range)
      for (int q = 0; q < taken.queries; ++q) taken.merge(q, states(range, q), &sums(range, q, 0));
    taken.work.terms = points_seen_ * kernel_.loop.query_count();
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
  std::int64_t points_seen_ = 0;
};

}  // namespace regimes::kernels
