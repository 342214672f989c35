#pragma once
/// Nearest neighbours on a device: a thread per query keeps the list of its range.
#include "kernels/device_tile_loop.hpp"
#include "kernels/sweep.hpp"

namespace regimes::kernels {

template <class Points, class Real>
struct DeviceNearestKernel {
  using Loop = DeviceTileLoop<Points, 1, Real>;

  Loop loop;
  DeviceArray<Neighbour***> lists;  ///< [range][query][rank]

  KOKKOS_FUNCTION void operator()(const typename Loop::Member& team) const {
    const typename Loop::Stages stages(team);
    const int range = loop.range(team), neighbours = static_cast<int>(lists.extent(2));
    loop.for_each_part(team, stages, [&](const Tile& part) {
      Kokkos::parallel_for(Kokkos::TeamThreadRange(team, loop.queries_here(team)), [&](int q) {
        const int query = loop.first_query(team) + q;
        for (int p = 0; p < part.count; ++p)
          insert(&lists(range, query, 0), neighbours,
                 {static_cast<double>(loop.first_difference(stages, p, q, query)), part.first + p});
      });
    });
  }
};

template <class Points, class Real>
class DeviceNearestSweep : public NearestSweep {
  using Kernel = DeviceNearestKernel<Points, Real>;

 public:
  DeviceNearestSweep(typename Kernel::Loop loop, int neighbours) {
    kernel_.lists = DeviceArray<Neighbour***>("regimes::nearest_sweep::device_lists", loop.ranges,
                                              loop.query_count(), neighbours);
    kernel_.loop = std::move(loop);
    clear();
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    launch("regimes::nearest_sweep::device", kernel_, 0, partition, first_tile, last_tile, begin, end);
  }

  Neighbours collect() override {
    const auto lists = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), kernel_.lists);
    Neighbours taken(kernel_.loop.query_count(), static_cast<int>(lists.extent(2)));
    for (int range = 0; range < kernel_.loop.ranges; ++range)
      for (int q = 0; q < taken.queries; ++q)
        for (int rank = 0; rank < taken.neighbours; ++rank) taken.add(q, lists(range, q, rank));
    clear();
    return taken;
  }

 private:
  void clear() { Kokkos::deep_copy(kernel_.lists, Neighbour{}); }

  Kernel kernel_;
};

}  // namespace regimes::kernels
