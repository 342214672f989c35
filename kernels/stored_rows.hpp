#pragma once
/// What a sweep sees of points. A source has
///   dimension, classes    size of a point, number of classes (0: none)
///   class_of(tile, p)     class of point p of a tile
///   chained               whether group() is relative to the coordinate before, by whose sign it is to be
///                         multiplied: of spins, whose sign is a product over all before them
///   group(tile, p, g, x)  its coordinates 4 g ... 4 g + 3; past the dimension they are 0
/// on a device (device_points.hpp), and gives whole tiles on the host (host_tiles.hpp). Of StoredPoints both
/// are the struct below, whose views are in the memory of the sweep.
#include <Kokkos_Core.hpp>
#include <cstdint>

#include "kernels/device.hpp"
#include "kernels/partition.hpp"
#include "kernels/points.hpp"

namespace regimes::kernels {

/// The memory in which the sweep runs.
using SweepMemory = Kokkos::DefaultExecutionSpace::memory_space;

inline constexpr bool host_reaches_sweep_memory =
    Kokkos::SpaceAccessibility<Kokkos::HostSpace, SweepMemory>::accessible;

struct StoredRows {
  Kokkos::View<float**, Kokkos::LayoutRight, SweepMemory> rows;  ///< [row][coordinate]
  Kokkos::View<double*, SweepMemory> half_norms;                 ///< |a|^2/2 of every row
  Kokkos::View<std::int32_t*, SweepMemory> row_classes;  ///< class of every row; empty without classes
  int dimension = 0;
  int classes = 0;
  static constexpr bool chained = false;

  REGIMES_INLINE_FUNCTION int class_of(const Tile& tile, int p) const {
    return row_classes(tile.local_row + p);
  }

  REGIMES_INLINE_FUNCTION void group(const Tile& tile, int p, int g, float (&x)[group_coordinates]) const {
    for (int i = 0; i < group_coordinates; ++i) {
      const int k = g * group_coordinates + i;
      x[i] = k < dimension ? rows(tile.local_row + p, k) : 0.f;
    }
  }
};

}  // namespace regimes::kernels
