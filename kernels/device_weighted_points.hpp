#pragma once
/// Sums of weighted points on a device: the product of the first pass with coordinates for points, and points
/// for coordinates.
#include "kernels/device_tile_loop.hpp"

namespace regimes::kernels {

/// Scratch memory beside that of the loop: [staged point][coordinate], padded like the points of a stage.
template <class Real>
struct WeightedPoints {
  using Shape = DeviceShape<Real>;
  static constexpr int staged_points = Shape::coordinates, groups = Shape::points / group_coordinates,
                       staged_numbers = staged_points * Shape::padded_points;

  KOKKOS_FUNCTION static constexpr std::size_t bytes() { return staged_numbers * sizeof(Real); }

  /// Calls store(k, q, sum) for every coordinate and query of the team, with the sum over the points of the
  /// part of weight times coordinate; weights stand where the differences of the first columns were, 0 behind
  /// the last point. Ordered: points are in the order of their classes.
  template <bool Ordered, class Loop, class Store>
  KOKKOS_FORCEINLINE_FUNCTION static void add(const DeviceMember& team, const Loop& loop,
                                              const TeamScratch<Real>& scratch, const Tile& part,
                                              Real* staged, const Store& store) {
    using Sums = RegisterTile<Real>;
    for (int k0 = 0; k0 < loop.dimension; k0 += Shape::points) {
      Sums added[thread_slots];
      for_each_thread(team, [&](int, int slot) { added[slot].clear(); });
      for (int p0 = 0; p0 < part.count; p0 += staged_points) {
        team.team_barrier();
        for_each_item(team, staged_points * groups, [&](int i) {
          const int p = i / groups, g = i % groups;
          Real x[group_coordinates] = {};
          if (p0 + p < part.count) {
            int point = p0 + p;
            if constexpr (Ordered) point = loop.point_at(scratch, point);
            loop.rows.group(part, point, k0 / group_coordinates + g, x);
          }
          for (int j = 0; j < group_coordinates; ++j)
            staged[p * Shape::padded_points + g * group_coordinates + j] = x[j];
        });
        team.team_barrier();
        for_each_thread(team, [&](int thread, int slot) {
          added[slot].template add_products<staged_points>(thread, staged,
                                                           scratch.differences + p0 * Loop::columns);
        });
      }
      const int here = loop.queries_here(team);
      for_each_thread(team, [&](int thread, int slot) {
        REGIMES_DEVICE_UNROLL
        for (int i = 0; i < Sums::rows; ++i) {
          const int k = k0 + Sums::row(thread, i);
          REGIMES_DEVICE_UNROLL
          for (int j = 0; j < Sums::columns; ++j) {
            const int q = Sums::column(thread, j);
            if (k < loop.dimension && q < here) store(k, q, added[slot].sums[i][j]);
          }
        }
      });
    }
  }
};

}  // namespace regimes::kernels
