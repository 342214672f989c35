#pragma once
/// The tiled loop of the device sweeps: a team per (tile of queries, range of points). Points and queries are
/// staged in scratch memory by chunks of coordinates; the products of a part of a tile stay there while a
/// kernel does its work with them. It compiles for any execution space; on a host it is the oracle of the
/// same code on a GPU.
#include <Kokkos_Core.hpp>

#include "kernels/packed_queries.hpp"
#include "kernels/points.hpp"

namespace regimes::kernels {

/// Sizes of the device sweeps.
struct DeviceShape {
  static constexpr int points = 32;       ///< points staged together
  static constexpr int queries = 16;      ///< queries of a team
  static constexpr int coordinates = 32;  ///< coordinates staged together
};

using DeviceSpace = Kokkos::DefaultExecutionSpace;
template <class T>
using DeviceArray = Kokkos::View<T, Kokkos::LayoutRight, DeviceSpace::memory_space>;

inline int device_query_tiles(int queries) {
  return (queries + DeviceShape::queries - 1) / DeviceShape::queries;
}

/// Ranges of points that are handled apart: enough teams for a GPU, one per thread on a host.
inline int device_ranges(int queries) {
  constexpr int teams_on_gpu = 2048;
  constexpr bool on_host =
      Kokkos::SpaceAccessibility<Kokkos::HostSpace, DeviceSpace::memory_space>::accessible;
  if (on_host) return DeviceSpace().concurrency();
  const int ranges = teams_on_gpu / device_query_tiles(queries);
  return ranges > 0 ? ranges : 1;
}

/// Points, queries and the part of the points that one launch covers.
template <class Points, int Products, class Real>
struct DeviceTileLoop {
  using Shape = DeviceShape;
  using Member = Kokkos::TeamPolicy<DeviceSpace>::member_type;
  using Stage = Kokkos::View<Real**, Kokkos::LayoutRight, DeviceSpace::scratch_memory_space,
                             Kokkos::MemoryTraits<Kokkos::Unmanaged>>;
  static constexpr int columns = Products * Shape::queries;
  static constexpr int padded =
      Shape::coordinates + 1;  // one more, so that threads of a warp read from different banks

  Points points;
  DeviceArray<Real***> queries;        ///< [product][query][coordinate]
  DeviceArray<Real**> origins;         ///< [product][query]
  DeviceArray<std::int64_t*> exclude;  ///< [query]
  Real norm_factor = 1;
  int ranges = 1;
  Deal deal;
  std::int64_t first_tile = 0, last_tile = 0, begin = 0, end = 0;

  /// Scratch memory of a team.
  struct Stages {
    Stage a, q, products, half_norms;
    KOKKOS_FUNCTION explicit Stages(const Member& team)
        : a(team.team_scratch(0), Shape::points, padded),
          q(team.team_scratch(0), columns, padded),
          products(team.team_scratch(0), Shape::points, columns),
          half_norms(team.team_scratch(0), 1, Shape::points) {}
    static std::size_t bytes() {
      return Stage::shmem_size(Shape::points, padded) + Stage::shmem_size(columns, padded) +
             Stage::shmem_size(Shape::points, columns) + Stage::shmem_size(1, Shape::points);
    }
  };

  KOKKOS_FUNCTION int query_count() const { return static_cast<int>(queries.extent(1)); }
  KOKKOS_FUNCTION int first_query(const Member& team) const {
    return team.league_rank() / ranges * Shape::queries;
  }
  KOKKOS_FUNCTION int range(const Member& team) const { return team.league_rank() % ranges; }
  /// Queries of this team.
  KOKKOS_FUNCTION int queries_here(const Member& team) const {
    const int left = query_count() - first_query(team);
    return left < Shape::queries ? left : Shape::queries;
  }

  Kokkos::TeamPolicy<DeviceSpace> policy(std::size_t more_scratch = 0) const {
    Kokkos::TeamPolicy<DeviceSpace> policy(device_query_tiles(query_count()) * ranges, Kokkos::AUTO);
    policy.set_scratch_size(0, Kokkos::PerTeam(static_cast<int>(Stages::bytes() + more_scratch)));
    return policy;
  }

  /// Calls handle(part) with the products of the part in `stages`, for every part of this team's range.
  template <class Handle>
  KOKKOS_FUNCTION void for_each_part(const Member& team, const Stages& stages, const Handle& handle) const {
    const std::int64_t tiles = last_tile - first_tile;
    const int r = range(team);
    for (std::int64_t t = first_tile + tiles * r / ranges; t < first_tile + tiles * (r + 1) / ranges; ++t) {
      const Tile tile = deal.tile(t, begin, end);
      for (int offset = 0; offset < tile.count; offset += Shape::points) {
        const int count = tile.count - offset < Shape::points ? tile.count - offset : Shape::points;
        const Tile part{tile.first + offset, count, tile.local_row + offset};
        multiply(team, part, stages);
        handle(part);
        team.team_barrier();
      }
    }
  }

  /// a(p, k) = coordinate k0 + k of the points of a part; 0 past the dimension.
  KOKKOS_FUNCTION void stage_points(const Member& team, const Tile& part, int k0, const Stage& a) const {
    Kokkos::parallel_for(Kokkos::TeamThreadRange(team, part.count * (Shape::coordinates / group_coordinates)),
                         [&](int i) {
                           const int p = i % part.count, g = i / part.count;
                           float x[group_coordinates];
                           points.group(part, p, k0 / group_coordinates + g, x);
                           for (int j = 0; j < group_coordinates; ++j) a(p, g * group_coordinates + j) = x[j];
                         });
  }

  /// The first difference, before any factor of time (kernels/absorb.hpp has the equations).
  KOKKOS_FUNCTION Real first_difference(const Stages& stages, int p, int q, int query) const {
    return (stages.products(p, q) - origins(0, query)) - norm_factor * stages.half_norms(0, p);
  }
  KOKKOS_FUNCTION Real second_difference(const Stages& stages, int p, int q, int query) const {
    return stages.products(p, Shape::queries + q) - origins(1, query);
  }

 private:
  /// products(p, c) = a^p . q^c and half_norms(p) = |a^p|^2/2: 2 flop per (point, column, coordinate).
  KOKKOS_FUNCTION void multiply(const Member& team, const Tile& part, const Stages& stages) const {
    const int first = first_query(team);
    for (int k0 = 0; k0 < points.dimension; k0 += Shape::coordinates) {
      const int width =
          points.dimension - k0 < Shape::coordinates ? points.dimension - k0 : Shape::coordinates;
      stage_points(team, part, k0, stages.a);
      Kokkos::parallel_for(Kokkos::TeamThreadRange(team, columns * width), [&](int i) {
        const int column = i / width, k = i % width, query = first + column % Shape::queries;
        stages.q(column, k) =
            query < query_count() ? queries(column / Shape::queries, query, k0 + k) : Real(0);
      });
      team.team_barrier();
      Kokkos::parallel_for(Kokkos::TeamThreadRange(team, part.count * columns), [&](int i) {
        const int p = i / columns, column = i % columns;
        Real sum = 0;
        for (int k = 0; k < width; ++k) sum += stages.a(p, k) * stages.q(column, k);
        stages.products(p, column) = k0 == 0 ? sum : stages.products(p, column) + sum;
      });
      Kokkos::parallel_for(Kokkos::TeamThreadRange(team, part.count), [&](int p) {
        Real sum = 0;
        for (int k = 0; k < width; ++k) sum += stages.a(p, k) * stages.a(p, k);
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
  loop.ranges = device_ranges(packed.count);
  loop.queries = DeviceArray<Real***>("regimes::sweep::queries", Products, packed.count, packed.dimension);
  loop.origins = DeviceArray<Real**>("regimes::sweep::origins", Products, packed.count);
  loop.exclude = DeviceArray<std::int64_t*>("regimes::sweep::exclude", packed.count);
  const auto queries = Kokkos::create_mirror_view(loop.queries);
  const auto origins = Kokkos::create_mirror_view(loop.origins);
  const auto exclude = Kokkos::create_mirror_view(loop.exclude);
  for (int q = 0; q < packed.count; ++q) {
    for (int product = 0; product < Products; ++product) {
      for (int k = 0; k < packed.dimension; ++k) queries(product, q, k) = packed.value(q, product, k);
      origins(product, q) = packed.origin(q, product);
    }
    exclude(q) = packed.excluded_point(q);
  }
  Kokkos::deep_copy(loop.queries, queries);
  Kokkos::deep_copy(loop.origins, origins);
  Kokkos::deep_copy(loop.exclude, exclude);
  return loop;
}

/// Launches a kernel, whose `loop` gets the part of the points to cover.
template <class Kernel>
void launch(const char* label, Kernel& kernel, std::size_t more_scratch, const Deal& deal,
            std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin, std::int64_t end) {
  kernel.loop.deal = deal;
  kernel.loop.first_tile = first_tile;
  kernel.loop.last_tile = last_tile;
  kernel.loop.begin = begin;
  kernel.loop.end = end;
  Kokkos::parallel_for(label, kernel.loop.policy(more_scratch), kernel);
  Kokkos::fence();
}

}  // namespace regimes::kernels
