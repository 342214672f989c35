#pragma once
/// Whole tiles of points on the host, from either source: a strided view of their coordinates, and |a|^2/2 of
/// every point.
#include <cstddef>
#include <cstdint>

#include "kernels/packed_numbers.hpp"
#include "kernels/stored_rows.hpp"

namespace regimes::kernels {

/// Coordinate k of point p is a[p * point_stride + k * coordinate_stride].
template <class Real>
struct TileView {
  const Real* a;
  std::ptrdiff_t point_stride;
  std::ptrdiff_t coordinate_stride;
};

/// Numbers of scratch memory that read_tile() needs.
template <class Real>
std::size_t tile_scratch(const StoredRows& points) {
  return sizeof(Real) == sizeof(float) ? 0 : static_cast<std::size_t>(tile_points) * points.dimension;
}

/// Row-major, in place where the precision is that of the storage.
template <class Real>
TileView<Real> read_tile(const StoredRows& points, const Tile& tile, Real* scratch, Real* half_norms) {
  for (int p = 0; p < tile.count; ++p)
    half_norms[p] = static_cast<Real>(points.half_norms(tile.local_row + p));
  const float* first = points.rows.data() + tile.local_row * points.dimension;
  if constexpr (sizeof(Real) == sizeof(float)) {
    return {first, points.dimension, 1};
  } else {
    for (std::size_t i = 0; i < static_cast<std::size_t>(tile.count) * points.dimension; ++i)
      scratch[i] = first[i];
    return {scratch, points.dimension, 1};
  }
}

template <class Real>
std::size_t tile_scratch(const ProceduralPoints& points) {
  const std::size_t one_tile = static_cast<std::size_t>(tile_points) * padded_dimension(points.dimension);
  return sizeof(Real) == sizeof(float) ? one_tile
                                       : one_tile + one_tile / 2;  // the float tile, then the converted one
}

/// Coordinates of a tile, [coordinate][tile_points]: a pack is one coordinate of consecutive points.
template <class Ops>
void generate_tile(const ProceduralPoints& points, const Tile& tile, float* out) {
  const auto sigma = Ops::splat(points.standard_deviation);
  for (int p = 0; p < tile.count; p += simd::lanes<float>) {
    const std::int64_t index = tile.first + p;
    typename Ops::Float mean;
    for (int lane = 0; lane < simd::lanes<float>; ++lane) mean[lane] = points.mean_of(index + lane);
    for (int k = 0; k < points.dimension; k += group_coordinates) {
      typename Ops::Float x[group_coordinates];
      normal_group<Ops>(points.stream, static_cast<std::uint64_t>(index),
                        static_cast<std::uint32_t>(k / group_coordinates), x);
      for (int i = 0; i < group_coordinates; ++i)
        simd::store(out + (k + i) * tile_points + p, Ops::fma(sigma, x[i], mean));
    }
  }
}

/// |a|^2/2 of the points of a coordinate-major tile, in partial sums so that the rounding error stays that of
/// a short sum.
template <class Real>
void sum_half_norms(const Real* coordinates, int count, int dimension, Real* half_norms) {
  for (int p = 0; p < count; p += simd::lanes<Real>) {
    simd::Pack<Real> total{};
    for (int begin = 0; begin < dimension; begin += norm_coordinates) {
      const int end = begin + norm_coordinates < dimension ? begin + norm_coordinates : dimension;
      simd::Pack<Real> partial{};
      for (int k = begin; k < end; ++k) {
        const simd::Pack<Real> a = simd::load(coordinates + static_cast<std::size_t>(k) * tile_points + p);
        partial += a * a;
      }
      total += partial;
    }
    simd::store(half_norms + p, total * Real(0.5));
  }
}

template <class Real>
TileView<Real> read_tile(const ProceduralPoints& points, const Tile& tile, Real* scratch, Real* half_norms) {
  float* generated = reinterpret_cast<float*>(scratch);
  generate_tile<Packed>(points, tile, generated);
  const Real* coordinates;
  if constexpr (sizeof(Real) == sizeof(float)) {
    coordinates = generated;
  } else {
    const std::size_t one_tile = static_cast<std::size_t>(tile_points) * padded_dimension(points.dimension);
    Real* converted = scratch + one_tile / 2;
    for (std::size_t i = 0; i < one_tile; ++i) converted[i] = generated[i];
    coordinates = converted;
  }
  sum_half_norms(coordinates, tile.count, points.dimension, half_norms);
  return {coordinates, 1, tile_points};
}

}  // namespace regimes::kernels
