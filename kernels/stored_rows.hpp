#pragma once
/// The rows of StoredPoints in the memory of the sweep, as kernels see them: whole tiles on the host
/// (host_tiles.hpp), and on a device groups of coordinates. Points of other sources are made rows there
/// (device_points.hpp).
#include <Kokkos_Core.hpp>
#include <cstdint>

#include "kernels/device.hpp"
#include "kernels/device/device_memory.hpp"
#include "kernels/partition.hpp"
#include "kernels/points.hpp"

namespace regimes::kernels {

struct StoredRows {
  template <class T>
  using Rows = DeviceArray<T**>;

  Rows<float> rows;              ///< [row][coordinate]
  Rows<double> double_rows;      ///< instead, where coordinates are double; only sweeps in double read them
  Rows<std::uint8_t> byte_rows;  ///< instead, where they are bytes
  DeviceArray<double*> half_norms;         ///< |a|^2/2 of every row
  DeviceArray<std::int32_t*> row_classes;  ///< class of every row; empty without classes
  DeviceArray<std::int32_t*> byte_sums;    ///< sum of k (k - 256) of the bytes k of every row
  double scale = 1;                        ///< of bytes: see ByteScale
  DeviceArray<double*> center;
  int dimension = 0;
  int classes = 0;
  Coordinates kind = Coordinates::fp32;  ///< which of the three there is

  REGIMES_INLINE_FUNCTION int class_of(const Tile& tile, int p) const {
    return row_classes(tile.local_row + p);
  }

  /// Coordinates 4 g ... 4 g + 3 of point p of a tile; past the dimension they are 0.
  template <class T>
  REGIMES_INLINE_FUNCTION void group(const Tile& tile, int p, int g, T (&x)[group_coordinates]) const {
    constexpr Coordinates stored_as = sizeof(T) == sizeof(double) ? Coordinates::fp64 : Coordinates::fp32;
    const std::int64_t row = tile.local_row + p;
    const int first = g * group_coordinates;
    if (kind == stored_as && dimension % group_coordinates == 0 && first < dimension) {
      constexpr int together = 16 / sizeof(T);
      const T* from = numbers<T>() + row * dimension + first;
      for (int i = 0; i < group_coordinates; i += together) {
        const auto piece = *reinterpret_cast<const Piece<T, together>*>(from + i);
        for (int j = 0; j < together; ++j) x[i + j] = piece.at[j];
      }
      return;
    }
    for (int i = 0; i < group_coordinates; ++i)
      x[i] = first + i < dimension ? coordinate<T>(row, first + i) : T(0);
  }

 private:
  template <class T>
  REGIMES_INLINE_FUNCTION const T* numbers() const {
    if constexpr (sizeof(T) == sizeof(double))
      return double_rows.data();
    else
      return rows.data();
  }

  template <class T>
  REGIMES_INLINE_FUNCTION T coordinate(std::int64_t row, int k) const {
    if constexpr (sizeof(T) == sizeof(double))
      if (kind == Coordinates::fp64) return double_rows(row, k);
    if (kind == Coordinates::bytes) return static_cast<T>(scale * byte_rows(row, k) - center(k));
    return rows(row, k);
  }
};

}  // namespace regimes::kernels
