#pragma once
/// The tiled loop of the device sweeps: a team per (tile of queries, range of points). Points and queries are
/// staged in scratch memory by chunks of coordinates, every thread multiplies a register tile of them, and
/// the products of a part of a tile stay in scratch memory while a kernel does its work with them. It
/// compiles for any execution space; on a host it is the oracle of the same code on a GPU.
#include <Kokkos_Core.hpp>

#include "kernels/device_multiply.hpp"
#include "kernels/device_points.hpp"
#include "kernels/packed_queries.hpp"
#include "kernels/stored_rows.hpp"

namespace regimes::kernels {

using DeviceSpace = Kokkos::DefaultExecutionSpace;
template <class T>
using DeviceArray = Kokkos::View<T, Kokkos::LayoutRight, SweepMemory>;

/// Queries of a team.
template <int Products>
inline constexpr int device_queries = DeviceShape::columns / Products;

template <int Products>
int device_query_tiles(int queries) {
  return (queries + device_queries<Products> - 1) / device_queries<Products>;
}

/// Ranges of points that are handled apart: enough teams for a GPU, one per thread on a host.
template <int Products>
int device_ranges(int queries) {
  if (host_reaches_sweep_memory) return DeviceSpace().concurrency();
  const int tiles = device_query_tiles<Products>(queries);
  return (DeviceShape::teams + tiles - 1) / tiles;
}

/// Points, queries and the part of the points that one launch covers.
template <class Points, int Products, class Real>
struct DeviceTileLoop {
  using Shape = DeviceShape;
  using Member = Kokkos::TeamPolicy<DeviceSpace>::member_type;
  using Stage = Kokkos::View<Real**, Kokkos::LayoutRight, DeviceSpace::scratch_memory_space,
                             Kokkos::MemoryTraits<Kokkos::Unmanaged>>;
  static constexpr int columns = Shape::columns, team_queries = device_queries<Products>;
  /// One more, so that threads of a warp that stage different coordinates write to different banks.
  static constexpr int padded_points = Shape::points + 1, padded_columns = columns + 1;

  Points points;
  DeviceArray<Real***> queries;                          ///< [product][query][coordinate]
  DeviceArray<Real**> origins;                           ///< [product][query]
  DeviceArray<std::int64_t* [excluded_points]> exclude;  ///< [query]
  Real norm_factor = 1;
  int ranges = 1;
  Partition partition;
  std::int64_t first_tile = 0, last_tile = 0, begin = 0, end = 0;

  /// Scratch memory of a team.
  struct Stages {
    Stage a;           ///< [coordinate][point]
    Stage q;           ///< [coordinate][column]
    Stage products;    ///< [point][column]
    Stage half_norms;  ///< [0][point]
    Stage before;      ///< [0][point]: of chains, the spin before those of `a`
    KOKKOS_FUNCTION explicit Stages(const Member& team)
        : a(team.team_scratch(0), Shape::coordinates, padded_points),
          q(team.team_scratch(0), Shape::coordinates, padded_columns),
          products(team.team_scratch(0), Shape::points, columns),
          half_norms(team.team_scratch(0), 1, Shape::points),
          before(team.team_scratch(0), 1, Shape::points) {}
    static std::size_t bytes() {
      return Stage::shmem_size(Shape::coordinates, padded_points) +
             Stage::shmem_size(Shape::coordinates, padded_columns) +
             Stage::shmem_size(Shape::points, columns) + 2 * Stage::shmem_size(1, Shape::points);
    }
  };

  KOKKOS_FUNCTION bool excludes(int query, std::int64_t index) const {
    static_assert(excluded_points == 2);
    return index == exclude(query, 0) || index == exclude(query, 1);
  }
  KOKKOS_FUNCTION int query_count() const { return static_cast<int>(queries.extent(1)); }
  KOKKOS_FUNCTION int first_query(const Member& team) const {
    return team.league_rank() / ranges * team_queries;
  }
  KOKKOS_FUNCTION int range(const Member& team) const { return team.league_rank() % ranges; }
  /// Queries of this team.
  KOKKOS_FUNCTION int queries_here(const Member& team) const {
    const int left = query_count() - first_query(team);
    return left < team_queries ? left : team_queries;
  }

  Kokkos::TeamPolicy<DeviceSpace> policy(std::size_t more_scratch = 0) const {
    Kokkos::TeamPolicy<DeviceSpace> policy(device_query_tiles<Products>(query_count()) * ranges,
                                           Kokkos::AUTO);
    policy.set_scratch_size(0, Kokkos::PerTeam(static_cast<int>(Stages::bytes() + more_scratch)));
    return policy;
  }

  /// Calls handle(part) with the products of the part in `stages`, for every part of this team's range.
  template <class Handle>
  KOKKOS_FUNCTION void for_each_part(const Member& team, const Stages& stages, const Handle& handle) const {
    for (std::int64_t t = first_of_range(first_tile, range(team), ranges); t < last_tile; t += ranges) {
      const Tile tile = partition.tile(t, begin, end);
      for (int offset = 0; offset < tile.count; offset += Shape::points) {
        const int count = tile.count - offset < Shape::points ? tile.count - offset : Shape::points;
        const Tile part{tile.first + offset, count, tile.local_row + offset};
        multiply(team, part, stages);
        handle(part);
        team.team_barrier();
      }
    }
  }

  /// a(k, p) = coordinate k0 + k of point p of a part; 0 past the dimension and past the points.
  /// Chunks of coordinates are staged in order, from k0 = 0.
  KOKKOS_FUNCTION void stage_points(const Member& team, const Tile& part, int k0,
                                    const Stages& stages) const {
    constexpr int groups = Shape::coordinates / group_coordinates;
    Kokkos::parallel_for(Kokkos::TeamThreadRange(team, Shape::points * groups), [&](int i) {
      const int p = i / groups, g = i % groups;
      typename Points::template Coordinate<Real> x[group_coordinates] = {};
      if (p < part.count) points.group(part, p, k0 / group_coordinates + g, x);
      for (int j = 0; j < group_coordinates; ++j) stages.a(g * group_coordinates + j, p) = x[j];
    });
    if (points.chained) follow_chains(team, k0, stages);
  }

  /// The first difference, before any factor of time (kernels/accumulate.hpp has the equations).
  KOKKOS_FUNCTION Real first_difference(const Stages& stages, int p, int q, int query) const {
    return (stages.products(p, q) - origins(0, query)) - norm_factor * stages.half_norms(0, p);
  }
  KOKKOS_FUNCTION Real second_difference(const Stages& stages, int p, int q, int query) const {
    return stages.products(p, team_queries + q) - origins(1, query);
  }

 private:
  /// Every spin of a chain by the sign of those before its group.
  KOKKOS_FUNCTION void follow_chains(const Member& team, int k0, const Stages& stages) const {
    team.team_barrier();
    Kokkos::parallel_for(Kokkos::TeamThreadRange(team, Shape::points), [&](int p) {
      Real before = k0 == 0 ? Real(1) : stages.before(0, p);
      for (int k = 0; k < Shape::coordinates; ++k) {
        stages.a(k, p) *= before;
        if (k % group_coordinates == group_coordinates - 1) before = stages.a(k, p);
      }
      stages.before(0, p) = before;
    });
  }

  /// q(k, column) = coordinate k0 + k of the query or noise of that column; 0 past the dimension and past the
  /// queries.
  KOKKOS_FUNCTION void stage_queries(const Member& team, int k0, const Stage& q) const {
    const int first = first_query(team);
    Kokkos::parallel_for(Kokkos::TeamThreadRange(team, columns * Shape::coordinates), [&](int i) {
      const int column = i / Shape::coordinates, k = i % Shape::coordinates;
      const int product = column / team_queries, query = first + column % team_queries;
      const bool is_there = query < query_count() && k0 + k < points.dimension;
      q(k, column) = is_there ? queries(product, query, k0 + k) : Real(0);
    });
  }

  /// products(p, c) = a^p . q^c and half_norms(p) = |a^p|^2/2: 2 flop per (point, column, coordinate).
  KOKKOS_FUNCTION void multiply(const Member& team, const Tile& part, const Stages& stages) const {
    for (int k0 = 0; k0 < points.dimension; k0 += Shape::coordinates) {
      stage_points(team, part, k0, stages);
      stage_queries(team, k0, stages.q);
      team.team_barrier();
      multiply_staged<Shape::thread_rows, Shape::thread_columns, Real>(
          team, Shape::points, columns, Shape::coordinates,
          [&](int p, int k) -> Real { return stages.a(k, p); },
          [&](int k, int column) -> Real { return stages.q(k, column); },
          [&](int p, int column, Real sum) {
            stages.products(p, column) = k0 == 0 ? sum : stages.products(p, column) + sum;
          });
      Kokkos::parallel_for(Kokkos::TeamThreadRange(team, Shape::points), [&](int p) {
        Real sum = 0;
        for (int k = 0; k < Shape::coordinates; ++k) sum += stages.a(k, p) * stages.a(k, p);
        stages.half_norms(0, p) = (k0 == 0 ? Real(0) : stages.half_norms(0, p)) + sum / 2;
      });
      team.team_barrier();
    }
  }
};

/// The loop over packed queries, with these in the memory of the device.
template <class Points, int Products, class Real>
DeviceTileLoop<Points, Products, Real> make_device_loop(const Points& points,
                                                        const PackedQueries<Real, Products>& packed) {
  DeviceTileLoop<Points, Products, Real> loop;
  loop.points = points;
  loop.norm_factor = packed.norm_factor;
  loop.ranges = device_ranges<Products>(packed.count);
  loop.queries = DeviceArray<Real***>("regimes::sweep::queries", Products, packed.count, packed.dimension);
  loop.origins = DeviceArray<Real**>("regimes::sweep::origins", Products, packed.count);
  loop.exclude = DeviceArray<std::int64_t* [excluded_points]>("regimes::sweep::exclude", packed.count);
  const auto queries = Kokkos::create_mirror_view(loop.queries);
  const auto origins = Kokkos::create_mirror_view(loop.origins);
  const auto exclude = Kokkos::create_mirror_view(loop.exclude);
  for (int q = 0; q < packed.count; ++q) {
    for (int product = 0; product < Products; ++product) {
      for (int k = 0; k < packed.dimension; ++k) queries(product, q, k) = packed.value(q, product, k);
      origins(product, q) = packed.origin(q, product);
    }
    for (int which = 0; which < excluded_points; ++which) exclude(q, which) = packed.excluded_point(q, which);
  }
  Kokkos::deep_copy(loop.queries, queries);
  Kokkos::deep_copy(loop.origins, origins);
  Kokkos::deep_copy(loop.exclude, exclude);
  return loop;
}

/// Launches a kernel, whose `loop` gets the part of the points to cover.
template <class Kernel>
void launch(const char* label, Kernel& kernel, std::size_t more_scratch, const Partition& partition,
            std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin, std::int64_t end) {
  kernel.loop.partition = partition;
  kernel.loop.first_tile = first_tile;
  kernel.loop.last_tile = last_tile;
  kernel.loop.begin = begin;
  kernel.loop.end = end;
  Kokkos::parallel_for(label, kernel.loop.policy(more_scratch), kernel);
  Kokkos::fence();
}

}  // namespace regimes::kernels
