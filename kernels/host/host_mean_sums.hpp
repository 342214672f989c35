#pragma once
/// States and weighted sums of groups of queries on a CPU, a set of them for every range of tiles: what the
/// passes with posterior means keep.
#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/host/host_tile_loop.hpp"
#include "kernels/packs/accumulate.hpp"
#include "kernels/posterior_means.hpp"

namespace regimes::kernels {

template <class Real>
class HostMeanSums {
  static constexpr int lanes = tile_columns<Real>;
  using State = LaneState<Real, lanes>;

 public:
  HostMeanSums(int ranges, int groups, int dimension)
      : ranges_(ranges),
        dimension_(dimension),
        states_("regimes::mean_sweep::states", ranges, groups),
        recent_("regimes::mean_sweep::recent", ranges, groups, dimension, lanes),
        sums_("regimes::mean_sweep::sums", ranges, groups, dimension, lanes),
        unflushed_("regimes::mean_sweep::unflushed", ranges, groups) {}

  /// Only the first `live` lanes of a group have queries. To be said of every group, and followed by clear().
  void set_live(int group, int live) {
    for (int range = 0; range < ranges_; ++range)
      for (int lane = 0; lane < lanes; ++lane)
        states_(range, group).common[lane] = lane < live ? no_reference : unreachable;
  }

  void clear() {
    for (std::size_t i = 0; i < states_.size(); ++i) states_.data()[i].clear();
    Kokkos::deep_copy(recent_, Real(0));
    Kokkos::deep_copy(sums_, 0.);
    Kokkos::deep_copy(unflushed_, 0);
  }

  /// Adds the points of a tile, whose differences become weights. Returns how many (query, point) terms were
  /// skipped.
  std::int64_t add(int range, int group, Real* differences, const TileView<Real>& points,
                   const TileMarks& marks) const {
    State& state = states_(range, group);
    Real before[lanes];
    std::copy(state.reference, state.reference + lanes, before);
    const std::int64_t skipped =
        accumulate_tile<1, false, true>(differences, {1, 0}, marks, state, nullptr, nullptr);
    if (skipped == static_cast<std::int64_t>(marks.count) * marks.live_lanes) return skipped;  // no weight
    if (!std::equal(before, before + lanes, state.reference)) rebase(range, group, before, state.reference);
    // sums[k][lane] += sum_p a[p][k] weights[p][lane]: the first product with the strides of the points
    // exchanged
    multiply_strided<true>(points.a, points.coordinate_stride, points.point_stride, dimension_, marks.count,
                           differences, &recent_(range, group, 0, 0));
    if (++unflushed_(range, group) == tiles_per_flush) flush(range, group);
    return skipped;
  }

  /// What all ranges have seen of the query in one lane joins query `query` of `taken`.
  void merge_into(PosteriorMeans& taken, int query, int group, int lane) const {
    std::vector<double> sums(dimension_);
    for (int range = 0; range < ranges_; ++range) {
      for (int k = 0; k < dimension_; ++k)
        sums[k] = sums_(range, group, k, lane) + recent_(range, group, k, lane);
      taken.merge(query, states_(range, group).unpack(lane, 1), sums.data());
    }
  }

 private:
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

  int ranges_, dimension_;
  HostArray<State**> states_;   // [range][group]
  HostArray<Real****> recent_;  // [range][group][coordinate][lane], since the last flush
  HostArray<double****> sums_;  // the same, flushed; both relative to the state's reference
  HostArray<int**> unflushed_;  // tiles since the last flush
};

}  // namespace regimes::kernels
