#pragma once
/// The tiled loop of the device sweeps: a team per (tile of queries, range of points). Points and queries are
/// staged in scratch memory by chunks of coordinates, the next chunk while one is multiplied; every thread
/// multiplies a register tile of them, and the differences of a part of a tile stay in scratch memory while a
/// kernel does its work with them. It compiles for any execution space; on a host it is the oracle of the
/// same code on a GPU.
#include <Kokkos_Core.hpp>
#include <algorithm>
#include <span>
#include <type_traits>

#include "kernels/device/device_multiply.hpp"
#include "kernels/device/device_points.hpp"
#include "kernels/packs/packed_queries.hpp"

namespace regimes::kernels {

/// Scratch memory of a team.
template <class Real>
struct TeamScratch {
  using Shape = DeviceShape<Real>;
  static constexpr int points_stage_numbers = Shape::coordinates * Shape::padded_points,
                       queries_stage_numbers = Shape::coordinates * Shape::columns,
                       stage_numbers = points_stage_numbers + queries_stage_numbers;
  static constexpr int differences_numbers = std::max(Shape::points * Shape::columns, 2 * stage_numbers);
  static constexpr std::ptrdiff_t alignment = 16;

  Real* differences;  ///< [point][column]; in the same place the two stages while products are made
  Real* half_norms;   ///< [point]
  int* classes;       ///< [point of the part]; these three only where there are classes
  int* order;         ///< [point]: which point of the part it is, by classes
  int* run_end;       ///< [point]: behind the last point of its class

  KOKKOS_FORCEINLINE_FUNCTION explicit TeamScratch(const DeviceMember& team) {
    const int level = scratch_level;
    const std::ptrdiff_t aligned_to = alignment;
    differences = static_cast<Real*>(team.team_scratch(level).get_shmem_aligned(bytes(), aligned_to));
    half_norms = differences + differences_numbers;
    classes = reinterpret_cast<int*>(half_norms + Shape::points);
    order = classes + Shape::points;
    run_end = order + Shape::points;
  }
  KOKKOS_FUNCTION static constexpr std::size_t bytes() {
    return (differences_numbers + Shape::points) * sizeof(Real) + 3 * Shape::points * sizeof(int);
  }

  /// [coordinate][padded point] and [coordinate][column] of stage 0 or 1.
  KOKKOS_FORCEINLINE_FUNCTION Real* points_stage(int which) const {
    return differences + which * stage_numbers;
  }
  KOKKOS_FORCEINLINE_FUNCTION Real* queries_stage(int which) const {
    return points_stage(which) + points_stage_numbers;
  }
};

/// Points, queries and the part of the points that one launch covers.
template <int Products, class Real>
struct DeviceTileLoop {
  using Shape = DeviceShape<Real>;
  using Scratch = TeamScratch<Real>;
  using Tile_ = RegisterTile<Real>;
  static constexpr int columns = Shape::columns;
  static constexpr int team_queries = columns / Products;  ///< queries of a team

  StoredRows rows;
  DeviceArray<Real***> queries;         ///< [tile][coordinate][column], filled up with zeros
  DeviceArray<Real**> origins;          ///< [tile][column]
  DeviceArray<std::int64_t**> exclude;  ///< [query][excluded_points]
  Real norm_factor = 1;
  int dimension = 0, query_count = 0;
  int ranges = 1;
  Partition partition;
  std::int64_t first_tile = 0, last_tile = 0, begin = 0, end = 0;

  int query_tiles() const { return static_cast<int>(queries.extent(0)); }
  KOKKOS_FORCEINLINE_FUNCTION int query_tile(const DeviceMember& team) const {
    return team.league_rank() / ranges;
  }
  KOKKOS_FORCEINLINE_FUNCTION int first_query(const DeviceMember& team) const {
    return query_tile(team) * team_queries;
  }
  KOKKOS_FORCEINLINE_FUNCTION int range(const DeviceMember& team) const {
    return team.league_rank() % ranges;
  }
  /// Queries of this team.
  KOKKOS_FORCEINLINE_FUNCTION int queries_here(const DeviceMember& team) const {
    const int left = query_count - first_query(team);
    return left < team_queries ? left : team_queries;
  }

  /// Which point of the part is at this place: they are in the order of their classes.
  KOKKOS_FORCEINLINE_FUNCTION int point_at(const Scratch& scratch, int place) const {
    return rows.classes > 0 ? scratch.order[place] : place;
  }

  /// Calls handle(part) with the differences of the part in `scratch`, for every part of this team's range.
  /// With D1 and D2 as in kernels/packs/accumulate.hpp, D1 of the first columns is `excluded` where a query
  /// leaves a point out.
  template <class Handle>
  KOKKOS_FORCEINLINE_FUNCTION void for_each_part(const DeviceMember& team, const Scratch& scratch,
                                                 const Handle& handle) const {
    for (std::int64_t t = first_of_range(first_tile, range(team), ranges); t < last_tile; t += ranges) {
      const Tile tile = partition.tile(t, begin, end);
      for (int offset = 0; offset < tile.count; offset += Shape::points) {
        const int count = tile.count - offset < Shape::points ? tile.count - offset : Shape::points;
        const Tile part{tile.first + offset, count, tile.local_row + offset};
        order_points(team, part, scratch);
        multiply(team, part, scratch);
        exclude_points(team, part, scratch);
        handle(part);
        team.team_barrier();
      }
    }
  }

 private:
  /// What a thread has read of the next stage.
  struct Fetched {
    static constexpr int groups = Shape::points * Shape::coordinates / group_coordinates / device_threads;
    static constexpr int pieces = Scratch::queries_stage_numbers / Tile_::column_piece / device_threads;
    Real points[groups][group_coordinates];
    typename Tile_::Columns queries[pieces];
  };

  KOKKOS_FORCEINLINE_FUNCTION void fetch(const DeviceMember& team, const Tile& part, const Scratch& scratch,
                                         int k0, int thread, Fetched& next) const {
    constexpr int stage_groups = Shape::coordinates / group_coordinates;
    REGIMES_DEVICE_UNROLL
    for (int m = 0; m < Fetched::groups; ++m) {
      const int i = thread + m * device_threads, place = i / stage_groups;
      if (place < part.count) {
        rows.group(part, point_at(scratch, place), k0 / group_coordinates + i % stage_groups, next.points[m]);
      } else {
        for (int j = 0; j < group_coordinates; ++j) next.points[m][j] = 0;
      }
    }
    const Real* from = &queries(query_tile(team), k0, 0);
    REGIMES_DEVICE_UNROLL
    for (int m = 0; m < Fetched::pieces; ++m)
      next.queries[m] = *reinterpret_cast<const typename Tile_::Columns*>(
          from + (thread + m * device_threads) * Tile_::column_piece);
  }

  KOKKOS_FORCEINLINE_FUNCTION static void put(const Fetched& next, const Scratch& scratch, int which,
                                              int thread) {
    constexpr int stage_groups = Shape::coordinates / group_coordinates;
    Real* const a = scratch.points_stage(which);
    REGIMES_DEVICE_UNROLL
    for (int m = 0; m < Fetched::groups; ++m) {
      const int i = thread + m * device_threads, place = i / stage_groups, g = i % stage_groups;
      REGIMES_DEVICE_UNROLL
      for (int j = 0; j < group_coordinates; ++j)
        a[(g * group_coordinates + j) * Shape::padded_points + place] = next.points[m][j];
    }
    Real* const q = scratch.queries_stage(which);
    REGIMES_DEVICE_UNROLL
    for (int m = 0; m < Fetched::pieces; ++m)
      *reinterpret_cast<typename Tile_::Columns*>(q + (thread + m * device_threads) * Tile_::column_piece) =
          next.queries[m];
  }

  /// Norms of the part, and where there are classes its points in their order.
  KOKKOS_FUNCTION void order_points(const DeviceMember& team, const Tile& part,
                                    const Scratch& scratch) const {
    if (rows.classes > 0) {
      for_each_item(team, part.count, [&](int p) { scratch.classes[p] = rows.class_of(part, p); });
      team.team_barrier();
      for_each_item(team, part.count, [&](int p) {
        int place = 0, run_end = 0;
        for (int other = 0; other < part.count; ++other) {
          const bool is_same = scratch.classes[other] == scratch.classes[p],
                     is_before = scratch.classes[other] < scratch.classes[p];
          place += is_before || (is_same && other < p);
          run_end += is_before || is_same;
        }
        scratch.order[place] = p;
        scratch.run_end[place] = run_end;
      });
      team.team_barrier();
    }
    for_each_item(team, Shape::points, [&](int place) {
      scratch.half_norms[place] =
          place < part.count ? static_cast<Real>(rows.half_norms(part.local_row + point_at(scratch, place)))
                             : Real(0);
    });
  }

  /// Differences of the part: 2 flop per (point, column, coordinate). Products are summed by chunks of
  /// chunk_coordinates.
  KOKKOS_FORCEINLINE_FUNCTION void multiply(const DeviceMember& team, const Tile& part,
                                            const Scratch& scratch) const {
    constexpr int chunk_stages = chunk_coordinates / Shape::coordinates;
    Tile_ sums[thread_slots], totals[thread_slots];
    Fetched next[thread_slots];
    for_each_thread(team, [&](int thread, int slot) {
      sums[slot].clear();
      totals[slot].clear();
      fetch(team, part, scratch, 0, thread, next[slot]);
      put(next[slot], scratch, 0, thread);
    });
    team.team_barrier();
    const int stages = (dimension + Shape::coordinates - 1) / Shape::coordinates;
    for (int stage = 0; stage < stages; ++stage) {
      const bool has_next = stage + 1 < stages, ends_chunk = (stage + 1) % chunk_stages == 0;
      const int now = stage % 2;
      for_each_thread(team, [&](int thread, int slot) {
        if (has_next) fetch(team, part, scratch, (stage + 1) * Shape::coordinates, thread, next[slot]);
        sums[slot].template add_products<Shape::coordinates>(thread, scratch.points_stage(now),
                                                             scratch.queries_stage(now),
                                                             [](Real number) { return number; });
        if (has_next) put(next[slot], scratch, 1 - now, thread);
        if (ends_chunk) {
          totals[slot].add(sums[slot]);
          sums[slot].clear();
        }
      });
      team.team_barrier();
    }
    for_each_thread(team, [&](int thread, int slot) {
      totals[slot].add(sums[slot]);
      store_differences(team, totals[slot], scratch, thread);
    });
    team.team_barrier();
  }

  KOKKOS_FORCEINLINE_FUNCTION void store_differences(const DeviceMember& team, const Tile_& products,
                                                     const Scratch& scratch, int thread) const {
    const Real* const own_origins = &origins(query_tile(team), 0);
    Real norms[Tile_::rows];
    REGIMES_DEVICE_UNROLL
    for (int i = 0; i < Tile_::rows; ++i) norms[i] = norm_factor * scratch.half_norms[Tile_::row(thread, i)];
    REGIMES_DEVICE_UNROLL
    for (int j = 0; j < Tile_::columns; j += Tile_::column_piece) {
      const int column = Tile_::column(thread, j);
      const bool is_first = j * device_column_groups < team_queries;
      const auto origin = *reinterpret_cast<const typename Tile_::Columns*>(own_origins + column);
      REGIMES_DEVICE_UNROLL
      for (int i = 0; i < Tile_::rows; ++i) {
        typename Tile_::Columns difference;
        REGIMES_DEVICE_UNROLL
        for (int k = 0; k < Tile_::column_piece; ++k)
          difference.at[k] = (products.sums[i][j + k] - origin.at[k]) - (is_first ? norms[i] : Real(0));
        *reinterpret_cast<typename Tile_::Columns*>(scratch.differences + Tile_::row(thread, i) * columns +
                                                    column) = difference;
      }
    }
  }

  /// Marks the points that a query leaves out, and what is behind the last point.
  KOKKOS_FUNCTION void exclude_points(const DeviceMember& team, const Tile& part,
                                      const Scratch& scratch) const {
    const auto mark = [&](int place, int q) {
      scratch.differences[place * columns + q] = Real(excluded);
      if constexpr (Products == 2) scratch.differences[place * columns + team_queries + q] = 0;
    };
    for_each_item(team, (Shape::points - part.count) * team_queries,
                  [&](int i) { mark(part.count + i / team_queries, i % team_queries); });
    for_each_item(team, queries_here(team) * excluded_points, [&](int i) {
      const int q = i / excluded_points;
      const std::int64_t point = exclude(first_query(team) + q, i % excluded_points) - part.first;
      if (point < 0 || point >= part.count) return;
      int place = static_cast<int>(point);
      if (rows.classes > 0)
        for (place = 0; scratch.order[place] != point;) ++place;
      mark(place, q);
    });
    team.team_barrier();
  }
};

/// Ranges of points that are handled apart: enough teams for a GPU, one per thread on a host.
inline int device_ranges(int query_tiles) {
  if (device_is_host) return DeviceSpace().concurrency();
  return (device_teams + query_tiles - 1) / query_tiles;
}

/// The loop over packed queries, with these in the memory of the device.
template <class Real, int Products>
DeviceTileLoop<Products, Real> make_device_loop(const PackedQueries<Real, Products>& packed) {
  using Loop = DeviceTileLoop<Products, Real>;
  constexpr int lanes = Loop::team_queries, stage = Loop::Shape::coordinates;
  const int tiles = (packed.count + lanes - 1) / lanes,
            padded = (packed.dimension + stage - 1) / stage * stage;
  Loop loop;
  loop.norm_factor = packed.norm_factor;
  loop.dimension = packed.dimension;
  loop.query_count = packed.count;
  loop.ranges = device_ranges(tiles);
  HostCopy<Real***> queries("regimes::queries::device_values", tiles, padded, Loop::columns);
  HostCopy<Real**> origins("regimes::queries::device_origins", tiles, Loop::columns);
  HostCopy<std::int64_t**> exclude("regimes::queries::device_exclude", packed.count, excluded_points);
  for (int q = 0; q < packed.count; ++q) {
    for (int product = 0; product < Products; ++product) {
      const int column = product * lanes + q % lanes;
      for (int k = 0; k < packed.dimension; ++k) queries(q / lanes, k, column) = packed.value(q, product, k);
      origins(q / lanes, column) = packed.origin(q, product);
    }
    for (int which = 0; which < excluded_points; ++which) exclude(q, which) = packed.excluded_point(q, which);
  }
  loop.queries = device_array<Real***>("sweep::queries", tiles, padded, Loop::columns);
  loop.origins = device_array<Real**>("sweep::origins", tiles, Loop::columns);
  loop.exclude = device_array<std::int64_t**>("sweep::exclude", packed.count, excluded_points);
  Kokkos::deep_copy(loop.queries, queries);
  Kokkos::deep_copy(loop.origins, origins);
  Kokkos::deep_copy(loop.exclude, exclude);
  return loop;
}

/// Launches kernels, whose `loop` gets the points and the part of them to cover, one after the other for
/// every window of these.
template <class Kernel>
void launch_all(const char* label, std::span<Kernel> kernels, std::size_t more_scratch, DevicePoints& points,
                const Partition& partition, std::int64_t first_tile, std::int64_t last_tile,
                std::int64_t begin, std::int64_t end) {
  points.for_each_window(
      partition, first_tile, last_tile,
      [&](const StoredRows& rows, const Partition& window, std::int64_t first, std::int64_t last) {
        for (Kernel& kernel : kernels) {
          auto& loop = kernel.loop;
          loop.rows = rows;
          loop.partition = window;
          loop.first_tile = first;
          loop.last_tile = last;
          loop.begin = begin;
          loop.end = end;
          Kokkos::parallel_for(label,
                               device_policy(loop.query_tiles() * loop.ranges,
                                             std::decay_t<decltype(loop)>::Scratch::bytes() + more_scratch),
                               kernel);
        }
        Kokkos::fence();
      });
}

template <class Kernel>
void launch(const char* label, Kernel& kernel, std::size_t more_scratch, DevicePoints& points,
            const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
            std::int64_t end) {
  launch_all(label, std::span(&kernel, 1), more_scratch, points, partition, first_tile, last_tile, begin,
             end);
}

}  // namespace regimes::kernels
