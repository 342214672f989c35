#pragma once
/// Posterior states on a CPU: the handler of the tiled loop that accumulates the products at every time.
#include <vector>

#include "kernels/accumulate.hpp"
#include "kernels/host_tile_loop.hpp"

namespace regimes::kernels {

template <class Points, int Products, class Real>
class HostSweep : public Sweep {
  using Loop = HostTileLoop<Points, Products, Real>;
  static constexpr int lanes = Loop::Queries::lanes;
  using State = LaneState<Real, lanes>;

 public:
  /// factors: one per time.
  HostSweep(Loop loop, std::vector<LogitFactors<Real>> factors)
      : loop_(std::move(loop)),
        factors_(std::move(factors)),
        times_(static_cast<int>(factors_.size())),
        classes_(loop_.points().classes),
        states_("regimes::sweep::states", loop_.ranges(), loop_.queries().groups, times_),
        class_sums_("regimes::sweep::class_sums", loop_.ranges(), loop_.queries().groups, times_,
                    static_cast<std::size_t>(classes_) * lanes),
        tile_class_sums_("regimes::sweep::tile_class_sums", loop_.ranges(), std::max(classes_, 1)),
        work_("regimes::sweep::work", loop_.ranges()) {
    share_references({});
  }

  void share_references(const std::vector<double>& logits) override {
    const auto& queries = loop_.queries();
    for (int range = 0; range < loop_.ranges(); ++range)
      for (int q = 0; q < queries.groups * lanes; ++q)
        for (int time = 0; time < times_; ++time)
          states_(range, q / lanes, time).common[q % lanes] =
              q >= queries.count ? unreachable
              : logits.empty()
                  ? no_reference
                  : std::max(Real(no_reference), Real(logits[static_cast<std::size_t>(q) * times_ + time]));
    clear();
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    loop_.run(
        partition, first_tile, last_tile, begin, end, [&](int range, int group, TileProducts<Real>& tile) {
          for (int time = 0; time < times_; ++time)
            work_(range).skipped += classes_ > 0 ? accumulate<true>(range, group, time, tile)
                                                 : accumulate<false>(range, group, time, tile);
          work_(range).terms += static_cast<std::int64_t>(tile.marks.count) * tile.marks.live_lanes * times_;
        });
  }

  PosteriorStates collect() override {
    PosteriorStates taken(loop_.queries().count, times_, classes_);
    for (int range = 0; range < loop_.ranges(); ++range)
      for (int q = 0; q < taken.queries; ++q)
        for (int time = 0; time < times_; ++time) merge_lane(range, q, time, taken);
    for (int range = 0; range < loop_.ranges(); ++range) taken.work.merge(work_(range));
    taken.work.reading_nanoseconds = loop_.take_reading_nanoseconds();
    clear();
    return taken;
  }

 private:
  void clear() {
    Kokkos::deep_copy(work_, Work{});
    for (std::size_t i = 0; i < states_.size(); ++i) states_.data()[i].clear();
    Kokkos::deep_copy(class_sums_, 0.);
  }

  double* class_sums(int range, int group, int time) const {
    const std::size_t state =
        (static_cast<std::size_t>(range) * loop_.queries().groups + group) * times_ + time;
    return class_sums_.data() + state * classes_ * lanes;
  }

  template <bool Classes>
  std::int64_t accumulate(int range, int group, int time, const TileProducts<Real>& tile) const {
    return accumulate_tile<Products, Classes, false>(
        tile.differences, factors_[time], tile.marks, states_(range, group, time),
        class_sums(range, group, time), &tile_class_sums_(range, 0));
  }

  void merge_lane(int range, int query, int time, PosteriorStates& into) const {
    const int group = query / lanes, lane = query % lanes;
    const State& state = states_(range, group, time);
    into.posterior[into.at(query, time)].merge(state.unpack(lane, factors_[time].first));
    if (state.empty(lane, factors_[time].first)) return;
    for (int c = 0; c < classes_; ++c) {
      const double sum = class_sums(range, group, time)[c * lanes + lane];
      into.class_sums[into.at(query, time) * classes_ + c].merge({state.reference[lane], sum});
    }
  }

  Loop loop_;
  std::vector<LogitFactors<Real>> factors_;
  int times_, classes_;
  HostArray<State***> states_;                     // [range][group][time]
  HostArray<double****> class_sums_;               // [range][group][time][class x lane]
  HostArray<simd::Pack<Real>**> tile_class_sums_;  // [range][class]
  HostArray<Work*> work_;                          // [range]
};

}  // namespace regimes::kernels
