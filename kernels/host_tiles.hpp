#pragma once
/// Whole tiles of points on the host, from either source: those of stored points here, of procedural points
/// in procedural_tiles.hpp.
#include <cstddef>
#include <cstdint>

#include "kernels/procedural_tiles.hpp"
#include "kernels/stored_rows.hpp"

namespace regimes::kernels {

/// Points as the host loop reads them.
inline const StoredRows& on_host(const StoredPoints& points) { return points.rows_of_sweep(); }
inline const ProceduralPoints& on_host(const ProceduralPoints& points) { return points; }

/// Numbers of scratch memory that read_tile() needs.
template <class Real>
std::size_t tile_scratch(const StoredRows& points) {
  const bool is_in_place = (sizeof(Real) == sizeof(double)) == points.is_double;
  return is_in_place ? 0 : static_cast<std::size_t>(tile_points) * points.dimension;
}

/// Row-major, in place where the precision is that of the storage.
template <class Real>
TileView<Real> read_tile(const StoredRows& points, const Tile& tile, Real* scratch, Real* half_norms) {
  for (int p = 0; p < tile.count; ++p)
    half_norms[p] = static_cast<Real>(points.half_norms(tile.local_row + p));
  const std::int64_t offset = tile.local_row * points.dimension;
  const float* first = points.rows.data() + offset;
  if constexpr (sizeof(Real) == sizeof(float)) {
    return {first, points.dimension, 1};
  } else {
    if (points.is_double) return {points.double_rows.data() + offset, points.dimension, 1};
    for (std::size_t i = 0; i < static_cast<std::size_t>(tile.count) * points.dimension; ++i)
      scratch[i] = first[i];
    return {scratch, points.dimension, 1};
  }
}

}  // namespace regimes::kernels
