#pragma once
/// Points as the device loop reads them: stored ones as they are, procedural ones with the tables of their
/// classes in the memory of the device.
#include <Kokkos_Core.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/points.hpp"
#include "kernels/spins.hpp"
#include "kernels/stored_rows.hpp"

namespace regimes::kernels {

/// Procedural points on a device.
struct DeviceProceduralPoints {
  template <class T>
  using Table = Kokkos::View<const T*, SweepMemory>;
  template <class Real>
  using Coordinate = float;

  Stream stream;
  int dimension = 0;
  int classes = 0;
  Table<double> shares;                 ///< [class]
  Table<float> means, deviations;       ///< [class][row]
  Table<std::uint64_t> staying_words;   ///< [class]
  int mean_row = 1, deviation_row = 1;  ///< see ClassTables
  bool chained = false;

  REGIMES_INLINE_FUNCTION int class_of(const Tile& tile, int p) const {
    return class_of_index(tile.first + p, shares.data(), static_cast<int>(shares.extent(0)));
  }

  /// Groups behind the last coordinate are zeros; the tables have no row for them.
  REGIMES_INLINE_FUNCTION void group(const Tile& tile, int p, int g, float (&x)[group_coordinates]) const {
    if (g * group_coordinates < dimension) chained ? spins(tile, p, g, x) : normals(tile, p, g, x);
    for (int i = 0; i < group_coordinates; ++i)
      if (g * group_coordinates + i >= dimension) x[i] = 0;
  }

 private:
  REGIMES_INLINE_FUNCTION void normals(const Tile& tile, int p, int g, float (&x)[group_coordinates]) const {
    const int c = class_of(tile, p);
    normal_group<Scalar>(stream, static_cast<std::uint64_t>(tile.first + p), static_cast<std::uint32_t>(g),
                         x);
    for (int i = 0; i < group_coordinates; ++i) {
      const int k = g * group_coordinates + i;
      x[i] = math::fma(value(deviations, deviation_row, c, k), x[i], value(means, mean_row, c, k));
    }
  }

  /// Relative to the spin before the group.
  REGIMES_INLINE_FUNCTION void spins(const Tile& tile, int p, int g, float (&x)[group_coordinates]) const {
    StayingWords<Scalar> staying;
    staying.set(0, staying_words(class_of(tile, p)));
    Scalar::Word sign = 0;
    spin_group<Scalar>(stream, static_cast<std::uint64_t>(tile.first + p), static_cast<std::uint32_t>(g),
                       staying, sign, x);
  }

  REGIMES_INLINE_FUNCTION static float value(const Table<float>& table, int row, int c, int k) {
    return table(static_cast<std::size_t>(c) * row + (row == 1 ? 0 : k));
  }
};

inline const StoredRows& on_device(const StoredPoints& points) { return points.rows_of_sweep(); }

inline DeviceProceduralPoints on_device(const ProceduralPoints& points) {
  const auto copy = []<class T>(const std::string& name, const std::vector<T>& values) {
    Kokkos::View<T*, SweepMemory> table("regimes::procedural_points::" + name, values.size());
    Kokkos::deep_copy(table, Kokkos::View<const T*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(
                                 values.data(), values.size()));
    return DeviceProceduralPoints::Table<T>(table);
  };
  const ClassTables& tables = *points.tables;
  return {points.stream,
          points.dimension,
          points.classes,
          copy("shares", tables.shares),
          copy("means", tables.means),
          copy("deviations", tables.deviations),
          copy("staying_words", tables.staying_words),
          tables.mean_row,
          tables.deviation_row,
          tables.is_chain()};
}

/// The factor that a group of a chain has from the spin before it, and what the next group has from this one.
template <class T>
REGIMES_INLINE_FUNCTION void follow_chain(T (&x)[group_coordinates], T& before) {
  for (T& spin : x) spin *= before;
  before = x[group_coordinates - 1];
}

}  // namespace regimes::kernels
