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
#include "kernels/random.hpp"

namespace regimes::kernels {

/// The memory in which the sweep runs.
using SweepMemory = Kokkos::DefaultExecutionSpace::memory_space;

KOKKOS_INLINE_FUNCTION constexpr int padded_dimension(int dimension) {
  return (dimension + group_coordinates - 1) / group_coordinates * group_coordinates;
}

/// Points of this rank in memory, row-major, in the order of Deal::local_row.
struct StoredPoints {
  Kokkos::View<const float**, Kokkos::LayoutRight, SweepMemory> rows;
  Kokkos::View<const double*, SweepMemory> half_norms;         ///< |a|^2/2 of every row
  Kokkos::View<const std::int32_t*, SweepMemory> row_classes;  ///< class of every row; empty without classes
  int dimension = 0;
  int classes = 0;

  KOKKOS_INLINE_FUNCTION int class_of(const Tile& tile, int p) const {
    return row_classes(tile.local_row + p);
  }

  KOKKOS_INLINE_FUNCTION void group(const Tile& tile, int p, int g, float (&x)[group_coordinates]) const {
    for (int i = 0; i < group_coordinates; ++i) {
      const int k = g * group_coordinates + i;
      x[i] = k < dimension ? rows(tile.local_row + p, k) : 0.f;
    }
  }
};

/// Procedural points, never stored: a = sigma z, or a = +-m + sigma z with m = mu (1, ..., 1) and classes
/// that alternate with the index (+ for even), z normal and a function of (seed, replica, index, coordinate).
struct ProceduralPoints {
  Stream stream;
  int dimension = 0;
  float standard_deviation = 1;
  float mean_amplitude = 0;  ///< mu
  int classes = 0;           ///< 0, or 2 for the mixture

  KOKKOS_INLINE_FUNCTION static int class_of_index(std::int64_t index) { return static_cast<int>(index % 2); }
  KOKKOS_INLINE_FUNCTION int class_of(const Tile& tile, int p) const {
    return class_of_index(tile.first + p);
  }

  /// Every coordinate of the class mean.
  KOKKOS_INLINE_FUNCTION float mean_of(std::int64_t index) const {
    return class_of_index(index) == 0 ? mean_amplitude : -mean_amplitude;
  }

  KOKKOS_INLINE_FUNCTION void group(const Tile& tile, int p, int g, float (&x)[group_coordinates]) const {
    const std::int64_t index = tile.first + p;
    normal_group<Scalar>(stream, static_cast<std::uint64_t>(index), static_cast<std::uint32_t>(g), x);
    for (int i = 0; i < group_coordinates; ++i)
      x[i] =
          g * group_coordinates + i < dimension ? math::fma(standard_deviation, x[i], mean_of(index)) : 0.f;
  }
};

}  // namespace regimes::kernels
