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
  template <class T>
  using Rows = Kokkos::View<T**, Kokkos::LayoutRight, SweepMemory>;
  /// What a sweep in Real reads coordinates as.
  template <class Real>
  using Coordinate = Real;

  Rows<float> rows;              ///< [row][coordinate]
  Rows<double> double_rows;      ///< instead, where coordinates are double; only sweeps in double read them
  Rows<std::uint8_t> byte_rows;  ///< instead, where they are bytes
  Kokkos::View<double*, SweepMemory> half_norms;         ///< |a|^2/2 of every row
  Kokkos::View<std::int32_t*, SweepMemory> row_classes;  ///< class of every row; empty without classes
  Kokkos::View<std::int32_t*, SweepMemory> byte_sums;    ///< sum of k (k - 256) of the bytes k of every row
  double scale = 1;                                      ///< of bytes: see ByteScale
  Kokkos::View<double*, SweepMemory> center;
  int dimension = 0;
  int classes = 0;
  Coordinates kind = Coordinates::fp32;  ///< which of the three there is
  static constexpr bool chained = false;

  REGIMES_INLINE_FUNCTION int class_of(const Tile& tile, int p) const {
    return row_classes(tile.local_row + p);
  }

  template <class T>
  REGIMES_INLINE_FUNCTION void group(const Tile& tile, int p, int g, T (&x)[group_coordinates]) const {
    for (int i = 0; i < group_coordinates; ++i) {
      const int k = g * group_coordinates + i;
      x[i] = k < dimension ? coordinate<T>(tile.local_row + p, k) : T(0);
    }
  }

 private:
  template <class T>
  REGIMES_INLINE_FUNCTION T coordinate(std::int64_t row, int k) const {
    if constexpr (sizeof(T) == sizeof(double))
      if (kind == Coordinates::fp64) return double_rows(row, k);
    if (kind == Coordinates::bytes) return static_cast<T>(scale * byte_rows(row, k) - center(k));
    return rows(row, k);
  }
};

}  // namespace regimes::kernels
