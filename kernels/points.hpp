#pragma once
/// The two sources of training points behind one concept. A source has
///   dimension, classes, class_of(index)   size of a point, number of classes (0: none) and class of a point
///   group(tile, p, g, x)                  coordinates 4 g ... 4 g + 3 of point p of a tile (device code,
///   single points); past the
///                                         dimension they are 0
///   tile<Real>(tile, scratch, half_norms) on the host: a strided view of all coordinates of a tile, and
///   |a|^2/2 of its points scratch<Real>()                       numbers of scratch memory that this needs
/// Coordinates are float numbers in either precision of the sweep: precision never changes the data set.
#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "kernels/deal.hpp"
#include "kernels/random.hpp"

namespace regimes::kernels {

/// Coordinate k of point p is a[p * point_stride + k * coordinate_stride].
template <class Real>
struct TileView {
  const Real* a;
  std::ptrdiff_t point_stride;
  std::ptrdiff_t coordinate_stride;
};

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

  template <class Real>
  std::size_t scratch() const {
    return sizeof(Real) == sizeof(float) ? 0 : static_cast<std::size_t>(tile_points) * dimension;
  }

  template <class Real>
  TileView<Real> tile(const Tile& tile, Real* scratch, Real* half_norm) const {
    for (int p = 0; p < tile.count; ++p) half_norm[p] = static_cast<Real>(half_norms(tile.local_row + p));
    const float* first = rows.data() + tile.local_row * dimension;
    if constexpr (sizeof(Real) == sizeof(float)) {
      return {first, dimension, 1};
    } else {
      for (std::size_t i = 0; i < static_cast<std::size_t>(tile.count) * dimension; ++i)
        scratch[i] = first[i];
      return {scratch, dimension, 1};
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

  KOKKOS_INLINE_FUNCTION void group(const Tile& tile, int p, int g, float (&x)[group_coordinates]) const {
    const std::int64_t index = tile.first + p;
    const float mean = class_of_index(index) == 0 ? mean_amplitude : -mean_amplitude;
    normal_group(stream, static_cast<std::uint64_t>(index), static_cast<std::uint32_t>(g), x);
    for (int i = 0; i < group_coordinates; ++i)
      x[i] = g * group_coordinates + i < dimension ? math::fma(standard_deviation, x[i], mean) : 0.f;
  }

  template <class Real>
  std::size_t scratch() const {
    const std::size_t one_tile = static_cast<std::size_t>(tile_points) * padded_dimension(dimension);
    return sizeof(Real) == sizeof(float) ? one_tile
                                         : one_tile + one_tile / 2;  // the float tile, then the converted one
  }

  /// Coordinate-major, [coordinate][tile_points]: a pack is one coordinate of consecutive points.
  template <class Real>
  TileView<Real> tile(const Tile& tile, Real* scratch, Real* half_norm) const {
    float* generated = reinterpret_cast<float*>(scratch);
    generate(tile, generated);
    if constexpr (sizeof(Real) == sizeof(float)) {
      sum_half_norms(tile.count, generated, half_norm);
      return {generated, 1, tile_points};
    } else {
      Real* converted = scratch + static_cast<std::size_t>(tile_points) * padded_dimension(dimension) / 2;
      for (std::size_t i = 0; i < static_cast<std::size_t>(tile_points) * dimension; ++i)
        converted[i] = generated[i];
      sum_half_norms(tile.count, converted, half_norm);
      return {converted, 1, tile_points};
    }
  }

 private:
  void generate(const Tile& tile, float* out) const {
    const simd::Floats sigma = simd::splat(standard_deviation);
    for (int p = 0; p < tile.count; p += simd::lanes<float>) {
      const std::int64_t index = tile.first + p;
      simd::Floats mean;
      for (int lane = 0; lane < simd::lanes<float>; ++lane)
        mean[lane] = class_of_index(index + lane) == 0 ? mean_amplitude : -mean_amplitude;
      for (int k = 0; k < dimension; k += group_coordinates) {
        simd::Floats x[group_coordinates];
        simd::normal_groups(stream, static_cast<std::uint64_t>(index),
                            static_cast<std::uint32_t>(k / group_coordinates), x);
        for (int i = 0; i < group_coordinates; ++i)
          simd::store(out + (k + i) * tile_points + p, simd::fma(sigma, x[i], mean));
      }
    }
  }

  /// |a|^2/2, in partial sums of `chunk` terms so that the rounding error stays that of a short sum.
  template <class Real>
  void sum_half_norms(int count, const Real* coordinates, Real* half_norm) const {
    constexpr int chunk = 64;
    for (int p = 0; p < count; p += simd::lanes<Real>) {
      simd::Pack<Real> total{};
      for (int begin = 0; begin < dimension; begin += chunk) {
        const int end = begin + chunk < dimension ? begin + chunk : dimension;
        simd::Pack<Real> partial{};
        for (int k = begin; k < end; ++k) {
          const simd::Pack<Real> a = simd::load(coordinates + static_cast<std::size_t>(k) * tile_points + p);
          partial += a * a;
        }
        total += partial;
      }
      simd::store(half_norm + p, total * Real(0.5));
    }
  }
};

}  // namespace regimes::kernels
