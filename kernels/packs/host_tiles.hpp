#pragma once
/// Whole tiles of points on the host, from either source: those of stored points here, of procedural points
/// in procedural_tiles.hpp.
#include <cstddef>
#include <cstdint>

#include "kernels/packs/procedural_tiles.hpp"
#include "kernels/stored_rows.hpp"

namespace regimes::kernels {

/// Points as the host loop reads them.
inline const StoredRows& on_host(const StoredPoints& points) { return points.rows_of_sweep(); }
inline const ProceduralPoints& on_host(const ProceduralPoints& points) { return points; }

/// Numbers of scratch memory that read_tile() needs.
template <class Real>
std::size_t tile_scratch(const StoredRows& points) {
  const bool is_in_place =
      points.kind == (sizeof(Real) == sizeof(double) ? Coordinates::fp64 : Coordinates::fp32);
  return is_in_place ? 0 : static_cast<std::size_t>(tile_points) * points.dimension;
}

/// Bytes as coordinates, row-major, with the norms of what they are in Real, so that a point is as far from
/// itself as its products say.
template <class Real>
void spell_out(const StoredRows& points, const Tile& tile, Real* coordinates, Real* half_norms) {
  const std::uint8_t* row = points.byte_rows.data() + tile.local_row * points.dimension;
  const double *center = points.center.data(), scale = points.scale;
  for (int p = 0; p < tile.count; ++p) {
    for (int k = 0; k < points.dimension; ++k) coordinates[k] = static_cast<Real>(scale * row[k] - center[k]);
    double norm = 0;
    for (int k = 0; k < points.dimension; ++k) norm += static_cast<double>(coordinates[k]) * coordinates[k];
    half_norms[p] = static_cast<Real>(norm / 2);
    row += points.dimension;
    coordinates += points.dimension;
  }
}

/// Row-major, in place where the precision is that of the storage.
template <class Real>
TileView<Real> read_tile(const StoredRows& points, const Tile& tile, Real* scratch, Real* half_norms) {
  if (points.kind == Coordinates::bytes) {
    spell_out(points, tile, scratch, half_norms);
    return {scratch, points.dimension, 1};
  }
  for (int p = 0; p < tile.count; ++p)
    half_norms[p] = static_cast<Real>(points.half_norms(tile.local_row + p));
  const std::int64_t offset = tile.local_row * points.dimension;
  const float* first = points.rows.data() + offset;
  if constexpr (sizeof(Real) == sizeof(float)) {
    return {first, points.dimension, 1};
  } else {
    if (points.kind == Coordinates::fp64) return {points.double_rows.data() + offset, points.dimension, 1};
    for (std::size_t i = 0; i < static_cast<std::size_t>(tile.count) * points.dimension; ++i)
      scratch[i] = first[i];
    return {scratch, points.dimension, 1};
  }
}

}  // namespace regimes::kernels
