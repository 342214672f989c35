#pragma once
/// Posterior means on a CPU: the weights of a tile, still in the first-level cache, multiply the same points
/// a second time.
#include <algorithm>
#include <vector>

#include "kernels/accumulate.hpp"
#include "kernels/host_tile_loop.hpp"

namespace regimes::kernels {

template <class Points, class Real>
class HostMeanSweep : public MeanSweep {
  using Loop = HostTileLoop<Points, 1, Real>;
  static constexpr int lanes = Loop::Queries::lanes;
  using State = LaneState<Real, lanes>;

 public:
  explicit HostMeanSweep(Loop loop)
      : loop_(std::move(loop)),
        dimension_(loop_.points().dimension),
        states_("regimes::mean_sweep::states", loop_.ranges(), loop_.queries().groups),
        recent_("regimes::mean_sweep::recent", loop_.ranges(), loop_.queries().groups, dimension_, lanes),
        sums_("regimes::mean_sweep::sums", loop_.ranges(), loop_.queries().groups, dimension_, lanes),
        unflushed_("regimes::mean_sweep::unflushed", loop_.ranges(), loop_.queries().groups),
        work_("regimes::mean_sweep::work", loop_.ranges()) {
    for (int range = 0; range < loop_.ranges(); ++range)
      for (int q = 0; q < loop_.queries().groups * lanes; ++q)
        states_(range, q / lanes).common[q % lanes] = q < loop_.queries().count ? no_reference : unreachable;
    clear();
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    loop_.run(partition, first_tile, last_tile, begin, end,
              [&](int range, int group, TileProducts<Real>& tile) { accumulate(range, group, tile); });
  }

  PosteriorMeans collect() override {
    PosteriorMeans taken(loop_.queries().count, dimension_);
    std::vector<double> sums(dimension_);
    for (int range = 0; range < loop_.ranges(); ++range)
      for (int q = 0; q < taken.queries; ++q) {
        const int group = q / lanes, lane = q % lanes;
        for (int k = 0; k < dimension_; ++k)
          sums[k] = sums_(range, group, k, lane) + recent_(range, group, k, lane);
        taken.merge(q, states_(range, group).unpack(lane, 1), sums.data());
      }
    for (int range = 0; range < loop_.ranges(); ++range) taken.work.merge(work_(range));
    taken.work.reading_nanoseconds = loop_.take_reading_nanoseconds();
    clear();
    return taken;
  }

 private:
  void clear() {
    Kokkos::deep_copy(work_, Work{});
    for (std::size_t i = 0; i < states_.size(); ++i) states_.data()[i].clear();
    Kokkos::deep_copy(recent_, Real(0));
    Kokkos::deep_copy(sums_, 0.);
    Kokkos::deep_copy(unflushed_, 0);
  }

  void accumulate(int range, int group, const TileProducts<Real>& tile) const {
    State& state = states_(range, group);
    Real before[lanes];
    std::copy(state.reference, state.reference + lanes, before);
    const std::int64_t skipped =
        accumulate_tile<1, false, true>(tile.differences, {1, 0}, tile.marks, state, nullptr, nullptr);
    const std::int64_t terms = static_cast<std::int64_t>(tile.marks.count) * tile.marks.live_lanes;
    work_(range).terms += terms;
    work_(range).skipped += skipped;
    if (skipped == terms) return;  // no weight, nothing to add
    if (!std::equal(before, before + lanes, state.reference)) rebase(range, group, before, state.reference);
    // sums[k][lane] += sum_p a[p][k] weights[p][lane]: the first product with the strides of the points
    // exchanged
    multiply_strided<true>(tile.points.a, tile.points.coordinate_stride, tile.points.point_stride, dimension_,
                           tile.marks.count, tile.differences, &recent_(range, group, 0, 0));
    if (++unflushed_(range, group) == tiles_per_flush) flush(range, group);
  }

  void rebase(int range, int group, const Real* before, const Real* after) const {
    double factor[lanes];
    for (int lane = 0; lane < lanes; ++lane)
      factor[lane] = std::exp(static_cast<double>(before[lane]) - after[lane]);
    for (int k = 0; k < dimension_; ++k)
      for (int lane = 0; lane < lanes; ++lane) {
        recent_(range, group, k, lane) *= static_cast<Real>(factor[lane]);
        sums_(range, group, k, lane) *= factor[lane];
      }
  }

  void flush(int range, int group) const {
    for (int k = 0; k < dimension_; ++k)
      for (int lane = 0; lane < lanes; ++lane) sums_(range, group, k, lane) += recent_(range, group, k, lane);
    std::fill_n(&recent_(range, group, 0, 0), static_cast<std::size_t>(dimension_) * lanes, Real(0));
    unflushed_(range, group) = 0;
  }

  Loop loop_;
  int dimension_;
  HostArray<State**> states_;   // [range][group]
  HostArray<Real****> recent_;  // [range][group][coordinate][lane], since the last flush
  HostArray<double****> sums_;  // the same, flushed; both relative to the state's reference
  HostArray<int**> unflushed_;  // tiles since the last flush
  HostArray<Work*> work_;       // [range]
};

}  // namespace regimes::kernels
