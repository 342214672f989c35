#pragma once
/// Sums of weighted points on a device: the product of the first pass with coordinates for points, and points
/// for coordinates.
#include "kernels/class_sides.hpp"
#include "kernels/device/device_tile_loop.hpp"

namespace regimes::kernels {

/// Scratch memory beside that of the loop: [staged point][coordinate], padded like the points of a stage.
template <class Real>
struct WeightedPoints {
  using Shape = DeviceShape<Real>;
  static constexpr int staged_points = Shape::coordinates, groups = Shape::points / group_coordinates,
                       staged_numbers = staged_points * Shape::padded_points;

  KOKKOS_FUNCTION static constexpr std::size_t bytes() { return staged_numbers * sizeof(Real); }

  /// Calls store(side, k, q, sum) for every coordinate and query of the team, with the sum over the points of
  /// the part of weight times coordinate; weights stand where the differences of the first columns were, 0
  /// behind the last point. With two sides, those of points outside are negative: a point is on one side of a
  /// query, so that one matrix holds the weights of both, and points are staged once.
  template <int Sides, class Loop, class Store>
  KOKKOS_FORCEINLINE_FUNCTION static void add(const DeviceMember& team, const Loop& loop,
                                              const TeamScratch<Real>& scratch, const Tile& part,
                                              Real* staged, const Store& store) {
    using Sums = RegisterTile<Real>;
    for (int k0 = 0; k0 < loop.dimension; k0 += Shape::points) {
      Sums added[thread_slots][Sides];
      for_each_thread(team, [&](int, int slot) {
        REGIMES_DEVICE_UNROLL
        for (int side = 0; side < Sides; ++side) added[slot][side].clear();
      });
      for (int p0 = 0; p0 < part.count; p0 += staged_points) {
        team.team_barrier();
        for_each_item(team, staged_points * groups, [&](int i) {
          const int p = i / groups, g = i % groups;
          Real x[group_coordinates] = {};
          if (p0 + p < part.count) {
            int point = p0 + p;
            if constexpr (Sides > 1) point = loop.point_at(scratch, point);
            loop.rows.group(part, point, k0 / group_coordinates + g, x);
          }
          for (int j = 0; j < group_coordinates; ++j)
            staged[p * Shape::padded_points + g * group_coordinates + j] = x[j];
        });
        team.team_barrier();
        for_each_thread(team, [&](int thread, int slot) {
          REGIMES_DEVICE_UNROLL
          for (int side = 0; side < Sides; ++side)
            added[slot][side].template add_products<staged_points>(
                thread, staged, scratch.differences + p0 * Loop::columns,
                [&](Real weight) { return of_side<Sides>(side, weight); });
        });
      }
      const int here = loop.queries_here(team);
      for_each_thread(team, [&](int thread, int slot) {
        REGIMES_DEVICE_UNROLL
        for (int side = 0; side < Sides; ++side) REGIMES_DEVICE_UNROLL
        for (int i = 0; i < Sums::rows; ++i) {
          const int k = k0 + Sums::row(thread, i);
          REGIMES_DEVICE_UNROLL
          for (int j = 0; j < Sums::columns; ++j) {
            const int q = Sums::column(thread, j);
            if (k < loop.dimension && q < here) store(side, k, q, added[slot][side].sums[i][j]);
          }
        }
      });
    }
  }

 private:
  /// A weight where it is of this side, or 0.
  template <int Sides>
  KOKKOS_FORCEINLINE_FUNCTION static Real of_side(int side, Real weight) {
    if constexpr (Sides == 1) {
      return weight;
    } else {
      const Real here = side == inside_class ? weight : -weight;
      return here > 0 ? here : Real(0);
    }
  }
};

}  // namespace regimes::kernels
