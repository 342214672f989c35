#pragma once
/// Posterior means on a CPU: the weights of a tile, still in the first-level cache, multiply the same points
/// a second time.
#include <algorithm>

#include "kernels/host/host_mean_sums.hpp"
#include "kernels/host/host_tile_loop.hpp"

namespace regimes::kernels {

template <class Points, class Real>
class HostMeanSweep : public MeanSweep {
  using Loop = HostTileLoop<Points, 1, Real>;
  static constexpr int lanes = Loop::Queries::lanes;

 public:
  explicit HostMeanSweep(Loop loop)
      : loop_(std::move(loop)),
        sums_(loop_.ranges(), loop_.queries().groups, loop_.points().dimension),
        work_("regimes::mean_sweep::work", loop_.ranges()) {
    for (int group = 0; group < loop_.queries().groups; ++group)
      sums_.set_live(group, std::min(loop_.queries().count - group * lanes, lanes));
    clear();
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    loop_.run(partition, first_tile, last_tile, begin, end,
              [&](int range, int group, TileProducts<Real>& tile) {
                Work& work = work_(range);
                work.terms += static_cast<std::int64_t>(tile.marks.count) * tile.marks.live_lanes;
                work.skipped += sums_.add(range, group, tile.differences, tile.points, tile.marks);
              });
  }

  PosteriorMeans collect() override {
    PosteriorMeans taken(loop_.queries().count, loop_.points().dimension);
    for (int q = 0; q < taken.queries; ++q) sums_.merge_into(taken, q, q / lanes, q % lanes);
    for (int range = 0; range < loop_.ranges(); ++range) taken.work.merge(work_(range));
    taken.work.reading_nanoseconds = loop_.take_reading_nanoseconds();
    clear();
    return taken;
  }

 private:
  void clear() {
    Kokkos::deep_copy(work_, Work{});
    sums_.clear();
  }

  Loop loop_;
  HostMeanSums<Real> sums_;
  HostArray<Work*> work_;  // [range]
};

}  // namespace regimes::kernels
