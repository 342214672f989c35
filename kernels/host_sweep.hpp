#pragma once
/// The sweep on a CPU. Every tile of points is made once (read or generated) and meets all groups of queries;
/// per group one or two products, then the posterior sums at every time, all while the tile's products stay
/// in the first-level cache. Each thread has a range of tiles and states of its own: no atomics; ranges are
/// merged when the states are taken.
#include <Kokkos_Core.hpp>
#include <vector>

#include "kernels/absorb.hpp"
#include "kernels/host_tiles.hpp"
#include "kernels/packed_queries.hpp"
#include "kernels/sweep.hpp"

namespace regimes::kernels {

/// Logits this far below the reference are skipped: n of them weigh less than negligible_weight of one at the
/// reference.
inline double skip_below(std::int64_t points) {
  constexpr std::int64_t fewest = 1'000'000;
  return std::log(negligible_weight) - std::log(static_cast<double>(std::max(points, fewest)));
}

template <class Points, int Products, class Real>
class HostSweep : public Sweep {
  using Queries = PackedQueries<Real, Products>;
  using State = LaneState<Real, Queries::lanes>;
  using Host = Kokkos::DefaultHostExecutionSpace;
  template <class T>
  using HostArray = Kokkos::View<T, Kokkos::LayoutRight, Kokkos::HostSpace>;

 public:
  /// factors: per time; snrs: per time, the factor of the first difference.
  HostSweep(Points points, Queries queries, std::vector<LogitFactors<Real>> factors, double skip_below)
      : points_(std::move(points)),
        queries_(std::move(queries)),
        factors_(std::move(factors)),
        skip_below_(skip_below),
        ranges_(Host().concurrency()),
        times_(static_cast<int>(factors_.size())),
        states_("regimes::sweep::states", ranges_, queries_.groups, times_),
        class_sums_("regimes::sweep::class_sums", ranges_, queries_.groups, times_,
                    static_cast<std::size_t>(points_.classes) * Queries::lanes),
        scratch_("regimes::sweep::scratch", ranges_, scratch_bytes()),
        terms_("regimes::sweep::terms", ranges_),
        skipped_("regimes::sweep::skipped", ranges_) {
    clear();
  }

  void run(const Deal& deal, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    Kokkos::parallel_for("regimes::sweep::host", Kokkos::RangePolicy<Host>(0, ranges_), [&](int range) {
      const std::int64_t tiles = last_tile - first_tile;
      const std::int64_t from = first_tile + tiles * range / ranges_,
                         to = first_tile + tiles * (range + 1) / ranges_;
      for (std::int64_t t = from; t < to; ++t) {
        const Tile tile = deal.tile(t, begin, end);
        if (tile.count > 0) absorb(range, tile);
      }
    });
    Kokkos::fence();
  }

  PosteriorStates take() override {
    PosteriorStates taken(queries_.count, times_, points_.classes);
    for (int range = 0; range < ranges_; ++range)
      for (int q = 0; q < queries_.count; ++q)
        for (int time = 0; time < times_; ++time) merge_lane(range, q, time, taken);
    clear();
    return taken;
  }

  std::int64_t terms() const override { return total(terms_); }
  std::int64_t skipped_terms() const override { return total(skipped_); }

 private:
  void clear() {
    for (int range = 0; range < ranges_; ++range)
      for (int group = 0; group < queries_.groups; ++group)
        for (int time = 0; time < times_; ++time) states_(range, group, time).clear();
    Kokkos::deep_copy(class_sums_, 0.);
  }

  void absorb(int range, const Tile& tile) const {
    Scratch scratch = scratch_of(range);
    const int rows = padded_rows(tile.count);
    const TileView<Real> view = read_tile<Real>(points_, tile, scratch.points, scratch.half_norms);
    if (points_.classes > 0)
      for (int p = 0; p < rows; ++p) scratch.classes[p] = p < tile.count ? points_.class_of(tile, p) : 0;
    const TileMarks marks{tile.first, scratch.classes, points_.classes, skip_below_};
    std::int64_t skipped_packs = 0;
    for (int group = 0; group < queries_.groups; ++group) {
      multiply_tile(view.a, view.point_stride, view.coordinate_stride, tile.count, points_.dimension,
                    queries_.group_values(group), scratch.products);
      subtract_origins<Products>(scratch.products, tile.count, scratch.half_norms, queries_.norm_factor,
                                 queries_.group_origins(group));
      exclude_sources(tile, queries_.group_exclude(group), scratch.products);
      for (int time = 0; time < times_; ++time) {
        State& state = states_(range, group, time);
        double* class_sums = &class_sums_(range, group, time, 0);
        skipped_packs += points_.classes > 0
                             ? absorb_tile<Products, true>(scratch.products, rows, factors_[time], marks,
                                                           state, class_sums, scratch.tile_class_sums)
                             : absorb_tile<Products, false>(scratch.products, rows, factors_[time], marks,
                                                            state, class_sums, scratch.tile_class_sums);
      }
    }
    terms_(range) += static_cast<std::int64_t>(tile.count) * queries_.count * times_;
    skipped_(range) += skipped_packs * tile_rows * simd::lanes<Real>;
  }

  /// The source of a query is not among the points it sums over.
  static void exclude_sources(const Tile& tile, const std::int64_t* exclude, Real* differences) {
    for (int lane = 0; lane < Queries::lanes; ++lane) {
      const std::int64_t p = exclude[lane] - tile.first;
      if (p >= 0 && p < tile.count) differences[p * Queries::columns + lane] = Real(excluded);
    }
  }

  void merge_lane(int range, int query, int time, PosteriorStates& into) const {
    const int group = query / Queries::lanes, lane = query % Queries::lanes;
    const State& state = states_(range, group, time);
    into.posterior[into.at(query, time)].merge(state.unpack(lane, factors_[time].first));
    if (state.empty(lane, factors_[time].first)) return;
    for (int c = 0; c < points_.classes; ++c) {
      const double sum = class_sums_(range, group, time, static_cast<std::size_t>(c) * Queries::lanes + lane);
      into.class_sums[into.at(query, time) * points_.classes + c].merge({state.reference[lane], sum});
    }
  }

  /// Working memory of one range, cut from one allocation; all parts aligned for packs.
  struct Scratch {
    Real* points;
    Real* products;
    Real* half_norms;
    simd::Pack<Real>* tile_class_sums;
    std::int32_t* classes;
  };
  static std::size_t aligned(std::size_t bytes) {
    return (bytes + simd::vector_bytes - 1) / simd::vector_bytes * simd::vector_bytes;
  }
  std::size_t scratch_bytes() const {
    return aligned(tile_scratch<Real>(points_) * sizeof(Real)) +
           aligned(tile_points * Queries::columns * sizeof(Real)) + aligned(tile_points * sizeof(Real)) +
           points_.classes * sizeof(simd::Pack<Real>) + aligned(tile_points * sizeof(std::int32_t)) +
           simd::vector_bytes;
  }
  Scratch scratch_of(int range) const {
    const auto address = aligned(reinterpret_cast<std::uintptr_t>(&scratch_(range, 0)));
    char* next = reinterpret_cast<char*>(address);
    const auto cut = [&next](std::size_t bytes) { return std::exchange(next, next + aligned(bytes)); };
    Scratch s;
    s.points = reinterpret_cast<Real*>(cut(tile_scratch<Real>(points_) * sizeof(Real)));
    s.products = reinterpret_cast<Real*>(cut(tile_points * Queries::columns * sizeof(Real)));
    s.half_norms = reinterpret_cast<Real*>(cut(tile_points * sizeof(Real)));
    s.tile_class_sums = reinterpret_cast<simd::Pack<Real>*>(cut(points_.classes * sizeof(simd::Pack<Real>)));
    s.classes = reinterpret_cast<std::int32_t*>(cut(tile_points * sizeof(std::int32_t)));
    return s;
  }

  static std::int64_t total(const HostArray<std::int64_t*>& counts) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < counts.extent(0); ++i) sum += counts(i);
    return sum;
  }

  Points points_;
  Queries queries_;
  std::vector<LogitFactors<Real>> factors_;
  double skip_below_;
  int ranges_;
  int times_;
  HostArray<State***> states_;        // [range][group][time]
  HostArray<double****> class_sums_;  // [range][group][time][class x lane]
  HostArray<char**> scratch_;         // [range][byte]
  HostArray<std::int64_t*> terms_;
  HostArray<std::int64_t*> skipped_;
};

}  // namespace regimes::kernels
