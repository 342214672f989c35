#pragma once
/// Nearest neighbours on a CPU: a register row is looked at closer only where one of its points beats the
/// k-th best so far.
#include <algorithm>
#include <limits>
#include <vector>

#include "kernels/host/host_tile_loop.hpp"

namespace regimes::kernels {

template <class Points, class Real>
class HostNearestSweep : public NearestSweep {
  using Loop = HostTileLoop<Points, 1, Real>;
  static constexpr int lanes = Loop::Queries::lanes;

 public:
  HostNearestSweep(Loop loop, int neighbours)
      : loop_(std::move(loop)),
        thresholds_("regimes::nearest_sweep::thresholds", loop_.ranges(), loop_.queries().groups, lanes),
        lists_(loop_.ranges(), Neighbours(loop_.queries().groups * lanes, neighbours)) {
    clear();
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    loop_.run(partition, first_tile, last_tile, begin, end,
              [&](int range, int group, TileProducts<Real>& tile) { look(range, group, tile); });
  }

  Neighbours collect() override {
    Neighbours taken(loop_.queries().count, lists_.front().neighbours);
    for (const Neighbours& list : lists_) taken.merge(list);
    clear();
    return taken;
  }

 private:
  void clear() {
    Kokkos::deep_copy(thresholds_, std::numeric_limits<Real>::lowest());
    for (Neighbours& list : lists_) list = Neighbours(list.queries, list.neighbours);
  }

  void look(int range, int group, const TileProducts<Real>& tile) {
    constexpr int width = simd::lanes<Real>, columns = tile_columns<Real>;
    for (int j = 0; j < lanes; j += width) {
      Real* threshold = &thresholds_(range, group, j);
      for (int p = 0; p < tile.marks.count; p += tile_rows) {
        const Real* rows = tile.differences + p * columns + j;
        auto largest = simd::load(rows);
        REGIMES_UNROLL
        for (int i = 1; i < tile_rows; ++i) largest = simd::max(largest, simd::load(rows + i * columns));
        if (__builtin_expect(simd::any_greater(largest, simd::load(threshold)), 0))
          take(range, group * lanes + j, tile, p, rows, threshold);
      }
    }
  }

  __attribute__((noinline)) void take(int range, int first_query, const TileProducts<Real>& tile, int p,
                                      const Real* rows, Real* threshold) {
    Neighbours& list = lists_[range];
    const int count = std::min(tile_rows, tile.marks.count - p);
    for (int lane = 0; lane < simd::lanes<Real>; ++lane)
      for (int i = 0; i < count; ++i) {
        const Real nearness = rows[i * tile_columns<Real> + lane];
        if (!(nearness > threshold[lane])) continue;
        list.add(first_query + lane, {static_cast<double>(nearness), tile.marks.first + p + i});
        const Neighbour& last = list.of(first_query + lane)[list.neighbours - 1];
        if (last.index >= 0) threshold[lane] = static_cast<Real>(last.nearness);
      }
  }

  Loop loop_;
  HostArray<Real***> thresholds_;  // [range][group][lane]: nearness of the k-th best
  std::vector<Neighbours> lists_;  // [range], with padding queries
};

}  // namespace regimes::kernels
