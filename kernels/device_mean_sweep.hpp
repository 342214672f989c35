#pragma once
/// Posterior means on a device: a thread per query turns the products of a part into weights, then the team
/// adds the weighted points coordinate by coordinate.

#include "kernels/device_tile_loop.hpp"
#include "kernels/sweep.hpp"

namespace regimes::kernels {

template <class Points, class Real>
struct DeviceMeanKernel {
  using Loop = DeviceTileLoop<Points, 1, Real>;
  using Member = typename Loop::Member;
  using Stages = typename Loop::Stages;
  using Shape = DeviceShape;

  Loop loop;
  DeviceArray<Posterior**> states;  ///< [range][query]
  DeviceArray<double***> sums;      ///< [range][query][coordinate], relative to the state's reference

  static std::size_t more_scratch() { return Loop::Stage::shmem_size(1, Loop::team_queries); }

  KOKKOS_FUNCTION void operator()(const Member& team) const {
    const Stages stages(team);
    const typename Loop::Stage keep(team.team_scratch(0), 1, Loop::team_queries);
    loop.for_each_part(team, stages, [&](const Tile& part) {
      weigh(team, stages, part, keep);
      team.team_barrier();
      add_weighted(team, stages, part, keep);
    });
  }

 private:
  /// products -> weights relative to the reference after this part; keep(q): factor of the sums so far.
  KOKKOS_FUNCTION void weigh(const Member& team, const Stages& stages, const Tile& part,
                             const typename Loop::Stage& keep) const {
    const int range = loop.range(team);
    Kokkos::parallel_for(Kokkos::TeamThreadRange(team, loop.queries_here(team)), [&](int q) {
      const int query = loop.first_query(team) + q;
      Posterior state = states(range, query);
      const Posterior before = state;
      for (int p = 0; p < part.count; ++p)
        state.add(loop.first_difference(stages, p, q, query), part.first + p);
      for (int p = 0; p < part.count; ++p) {
        const Real l = loop.first_difference(stages, p, q, query);
        stages.products(p, q) = math::exp(l - static_cast<Real>(state.reference));
      }
      keep(0, q) =
          before.empty() ? Real(0) : static_cast<Real>(math::exp(before.reference - state.reference));
      states(range, query) = state;
    });
  }

  KOKKOS_FUNCTION void add_weighted(const Member& team, const Stages& stages, const Tile& part,
                                    const typename Loop::Stage& keep) const {
    const int range = loop.range(team), here = loop.queries_here(team), dimension = loop.points.dimension;
    for (int k0 = 0; k0 < dimension; k0 += Shape::coordinates) {
      loop.stage_points(team, part, k0, stages);
      team.team_barrier();
      // the first product with points and coordinates exchanged
      multiply_staged<Shape::thread_coordinates, Shape::thread_columns, Real>(
          team, Shape::coordinates, Loop::team_queries, part.count,
          [&](int k, int p) -> Real { return stages.a(k, p); },
          [&](int p, int q) -> Real { return stages.products(p, q); },
          [&](int k, int q, Real sum) {
            if (q >= here || k0 + k >= dimension) return;
            double& total = sums(range, loop.first_query(team) + q, k0 + k);
            total = total * keep(0, q) + sum;
          });
      team.team_barrier();
    }
  }
};

template <class Points, class Real>
class DeviceMeanSweep : public MeanSweep {
  using Kernel = DeviceMeanKernel<Points, Real>;

 public:
  explicit DeviceMeanSweep(typename Kernel::Loop loop) {
    kernel_.states =
        DeviceArray<Posterior**>("regimes::mean_sweep::device_states", loop.ranges, loop.query_count());
    kernel_.sums = DeviceArray<double***>("regimes::mean_sweep::device_sums", loop.ranges, loop.query_count(),
                                          loop.points.dimension);
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
    PosteriorMeans taken(kernel_.loop.query_count(), kernel_.loop.points.dimension);
    for (int range = 0; range < kernel_.loop.ranges; ++range)
      for (int q = 0; q < taken.queries; ++q) taken.merge(q, states(range, q), &sums(range, q, 0));
    taken.work.terms = points_seen_ * taken.queries;
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
