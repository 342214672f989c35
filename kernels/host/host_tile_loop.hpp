#pragma once
/// The tiled loop of the CPU sweeps. Every tile of points is made once (read or generated) and meets all
/// groups of queries; per group one or two products, which a handler gets while they are in the first-level
/// cache. The loop knows nothing of what the handler does. Each thread has a range of tiles of its own, and
/// so must have the handler's states: there are no atomics.
#include <Kokkos_Core.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "kernels/bytes/byte_queries.hpp"
#include "kernels/packs/host_tiles.hpp"
#include "kernels/packs/packed_queries.hpp"
#include "kernels/sweep.hpp"

namespace regimes::kernels {

template <class T>
using HostArray = Kokkos::View<T, Kokkos::LayoutRight, Kokkos::HostSpace>;

/// One tile and one group of queries, as a handler gets them. It may overwrite the differences.
template <class Real>
struct TileProducts {
  Real* differences;       ///< [padded_rows(count)][columns], see subtract_origins
  TileView<Real> points;   ///< the coordinates again, for a second product
  const Real* half_norms;  ///< |a|^2/2 of every point
  TileMarks marks;
};

/// differences[padded_rows(count)][columns] of a tile that has been read and the queries of a group.
template <class Points, class Real, int Products>
void make_differences(const Points& points, const Tile& tile, const TileView<Real>& view,
                      const Real* half_norms, const PackedQueries<Real, Products>& queries, int group,
                      Real* differences) {
  multiply_tile(view.a, view.point_stride, view.coordinate_stride, tile.count, points.dimension,
                queries.group_values(group), differences);
  subtract_origins<Products>(differences, tile.count, half_norms, queries.norm_factor,
                             queries.group_origins(group));
}

/// How queries are packed for a kind of points.
template <class Points, int Products, class Real>
struct QueriesFor {
  using type = PackedQueries<Real, Products>;
};
template <>
struct QueriesFor<ByteRows, 2, float> {
  using type = ByteQueries;
};

template <class Points, int Products, class Real>
class HostTileLoop {
  using Host = Kokkos::DefaultHostExecutionSpace;
  using Clock = std::chrono::steady_clock;

 public:
  using Queries = typename QueriesFor<Points, Products, Real>::type;

  HostTileLoop(Points points, Queries queries, double skip_below)
      : points_(std::move(points)),
        queries_(std::move(queries)),
        skip_below_(skip_below),
        ranges_(Host().concurrency()),
        scratch_("regimes::sweep::scratch", ranges_, scratch_bytes()),
        reading_nanoseconds_("regimes::sweep::reading_nanoseconds", ranges_) {}

  int ranges() const { return ranges_; }
  const Points& points() const { return points_; }
  const Queries& queries() const { return queries_; }
  double skip_below() const { return skip_below_; }

  /// Time taken to make tiles since the last call, summed over threads.
  std::int64_t take_reading_nanoseconds() {
    std::int64_t total = 0;
    for (int range = 0; range < ranges_; ++range) total += std::exchange(reading_nanoseconds_(range), 0);
    return total;
  }

  /// Calls handle(range, group, TileProducts&) for the points [begin, end) of this rank's tiles [first_tile,
  /// last_tile).
  template <class Handle>
  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end, const Handle& handle) const {
    Kokkos::parallel_for("regimes::sweep::host", Kokkos::RangePolicy<Host>(0, ranges_), [&](int range) {
      for (std::int64_t t = first_of_range(first_tile, range, ranges_); t < last_tile; t += ranges_) {
        const Tile tile = partition.tile(t, begin, end);
        if (tile.count > 0) meet(range, tile, handle);
      }
    });
    Kokkos::fence();
  }

 private:
  template <class Handle>
  void meet(int range, const Tile& tile, const Handle& handle) const {
    const Scratch scratch = scratch_of(range);
    const auto start = Clock::now();
    const TileView<Real> view = read_tile<Real>(points_, tile, scratch.points, scratch.half_norms);
    reading_nanoseconds_(range) +=
        std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count();
    if (points_.classes > 0)
      for (int p = 0; p < padded_rows(tile.count); ++p)
        scratch.classes[p] = p < tile.count ? points_.class_of(tile, p) : 0;
    for (int group = 0; group < queries_.groups; ++group) {
      make_differences(points_, tile, view, scratch.half_norms, queries_, group, scratch.products);
      exclude_sources(tile, queries_.group_exclude(group), scratch.products);
      const int live_lanes = std::min(queries_.count - group * Queries::lanes, Queries::lanes);
      const TileMarks marks{tile.first,      tile.count,      live_lanes,
                            scratch.classes, points_.classes, skip_below_};
      TileProducts<Real> products{scratch.products, view, scratch.half_norms, marks};
      handle(range, group, products);
    }
  }

  /// The source of a query, and the point that it has changed places with, are not among the points it sums
  /// over.
  static void exclude_sources(const Tile& tile, const std::int64_t* exclude, Real* differences) {
    for (int i = 0; i < Queries::lanes * excluded_points; ++i) {
      const std::int64_t p = exclude[i] - tile.first;
      if (p >= 0 && p < tile.count) differences[p * Queries::columns + i / excluded_points] = Real(excluded);
    }
  }

  /// Working memory of one range, cut from one allocation; all parts aligned for packs.
  struct Scratch {
    Real* points;
    Real* products;
    Real* half_norms;
    std::int32_t* classes;
  };
  static std::size_t aligned(std::size_t bytes) {
    return (bytes + simd::vector_bytes - 1) / simd::vector_bytes * simd::vector_bytes;
  }
  std::size_t scratch_bytes() const {
    return aligned(tile_scratch<Real>(points_) * sizeof(Real)) +
           aligned(tile_points * Queries::columns * sizeof(Real)) + aligned(tile_points * sizeof(Real)) +
           aligned(tile_points * sizeof(std::int32_t)) + simd::vector_bytes;
  }
  Scratch scratch_of(int range) const {
    char* next = reinterpret_cast<char*>(aligned(reinterpret_cast<std::uintptr_t>(&scratch_(range, 0))));
    const auto cut = [&next](std::size_t bytes) { return std::exchange(next, next + aligned(bytes)); };
    Scratch s;
    s.points = reinterpret_cast<Real*>(cut(tile_scratch<Real>(points_) * sizeof(Real)));
    s.products = reinterpret_cast<Real*>(cut(tile_points * Queries::columns * sizeof(Real)));
    s.half_norms = reinterpret_cast<Real*>(cut(tile_points * sizeof(Real)));
    s.classes = reinterpret_cast<std::int32_t*>(cut(tile_points * sizeof(std::int32_t)));
    return s;
  }

  Points points_;
  Queries queries_;
  double skip_below_;
  int ranges_;
  HostArray<char**> scratch_;                     // [range][byte]
  HostArray<std::int64_t*> reading_nanoseconds_;  // [range], since the last take
};

}  // namespace regimes::kernels
