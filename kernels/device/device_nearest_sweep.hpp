#pragma once
/// Nearest neighbours on a device: a thread per query keeps the list of its range.
#include <utility>

#include "kernels/device/device_tile_loop.hpp"
#include "kernels/sweep.hpp"

namespace regimes::kernels {

template <class Real>
struct DeviceNearestKernel {
  using Loop = DeviceTileLoop<1, Real>;

  Loop loop;
  DeviceArray<Neighbour***> lists;  ///< [range][query][rank]

  KOKKOS_FUNCTION void operator()(const DeviceMember& team) const {
    const typename Loop::Scratch scratch(team);
    const int range = loop.range(team), neighbours = static_cast<int>(lists.extent(2));
    loop.for_each_part(team, scratch, [&](const Tile& part) {
      for_each_item(team, loop.queries_here(team), [&](int q) {
        Neighbour* const list = &lists(range, loop.first_query(team) + q, 0);
        double farthest = list[neighbours - 1].nearness;
        for (int p = 0; p < part.count; ++p) {
          const double nearness = scratch.differences[p * Loop::columns + q];
          if (nearness < farthest) continue;
          insert(list, neighbours, {nearness, part.first + p});
          farthest = list[neighbours - 1].nearness;
        }
      });
    });
  }
};

template <class Real>
class DeviceNearestSweep : public NearestSweep {
  using Kernel = DeviceNearestKernel<Real>;

 public:
  DeviceNearestSweep(DevicePoints points, typename Kernel::Loop loop, int neighbours)
      : points_(std::move(points)) {
    points_.classes = 0;
    kernel_.lists =
        device_array<Neighbour***>("nearest_sweep::lists", loop.ranges, loop.query_count, neighbours);
    kernel_.loop = std::move(loop);
    clear();
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    launch("regimes::nearest_sweep::device", kernel_, 0, points_, partition, first_tile, last_tile, begin,
           end);
  }

  Neighbours collect() override {
    const auto lists = copied_to_host(kernel_.lists);
    Neighbours taken(kernel_.loop.query_count, static_cast<int>(lists.extent(2)));
    for (int range = 0; range < kernel_.loop.ranges; ++range)
      for (int q = 0; q < taken.queries; ++q)
        for (int rank = 0; rank < taken.neighbours; ++rank) taken.add(q, lists(range, q, rank));
    clear();
    return taken;
  }

 private:
  void clear() { Kokkos::deep_copy(kernel_.lists, Neighbour{}); }

  Kernel kernel_;
  DevicePoints points_;
};

}  // namespace regimes::kernels
