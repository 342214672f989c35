#pragma once
/// The two sources of training points behind one concept. A source has
///   dimension, classes    size of a point, number of classes (0: none)
///   class_of(tile, p)     class of point p of a tile
///   group(tile, p, g, x)  its coordinates 4 g ... 4 g + 3; past the dimension they are 0
/// and gives whole tiles on the host (host_tiles.hpp). Coordinates are float numbers in either precision of
/// the sweep: precision never changes the data set.
#include <Kokkos_Core.hpp>
#include <cstdint>

#include "kernels/deal.hpp"
#include "kernels/device.hpp"
#include "kernels/procedural_points.hpp"

namespace regimes::kernels {

/// The memory in which the sweep runs.
using SweepMemory = Kokkos::DefaultExecutionSpace::memory_space;

/// Points of this rank in memory, row-major, in the order of Deal::local_row.
struct StoredPoints {
  Kokkos::View<const float**, Kokkos::LayoutRight, SweepMemory> rows;
  Kokkos::View<const double*, SweepMemory> half_norms;         ///< |a|^2/2 of every row
  Kokkos::View<const std::int32_t*, SweepMemory> row_classes;  ///< class of every row; empty without classes
  int dimension = 0;
  int classes = 0;

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
