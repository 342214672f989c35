#pragma once
/// Whole tiles of procedural points on the host: their coordinates, as a strided view, and |a|^2/2 of every
/// point.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/packs/packed_numbers.hpp"
#include "kernels/procedural_points.hpp"
#include "kernels/spins.hpp"

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
std::size_t tile_scratch(const ProceduralPoints& points) {
  const std::size_t one_tile = static_cast<std::size_t>(tile_points) * padded_dimension(points.dimension);
  return sizeof(Real) == sizeof(float) ? one_tile
                                       : one_tile + one_tile / 2;  // the float tile, then the converted one
}

/// Numbers of the classes of consecutive points, one lane for each point: the same for all coordinates...
template <class Ops>
class ConstantLanes {
 public:
  /// table: [class]; one class is that of all points.
  ConstantLanes(const std::vector<float>& table, int /*row*/, const int (&class_of)[Ops::lanes]) {
    all_ = Ops::splat(table[0]);
    if (table.size() > 1)
      for (int lane = 0; lane < Ops::lanes; ++lane) Ops::set_lane(all_, lane, table[class_of[lane]]);
  }
  typename Ops::Float at(int /*k*/) const { return all_; }

 private:
  typename Ops::Float all_;
};

/// ... or of every coordinate.
template <class Ops>
class CoordinateLanes {
 public:
  /// table: [class][row]; a row of one number is that of all coordinates.
  CoordinateLanes(const std::vector<float>& table, int row, const int (&class_of)[Ops::lanes])
      : step_(row > 1 ? 1 : 0) {
    for (int lane = 0; lane < Ops::lanes; ++lane)
      rows_[lane] = table.data() + static_cast<std::ptrdiff_t>(class_of[lane]) * row;
  }
  typename Ops::Float at(int k) const {
    typename Ops::Float values;
    for (int lane = 0; lane < Ops::lanes; ++lane) Ops::set_lane(values, lane, rows_[lane][k * step_]);
    return values;
  }

 private:
  std::ptrdiff_t step_;
  const float* rows_[Ops::lanes];
};

/// a_k = m_k + sigma_k z_k of points index, index + 1, ...: coordinate k at out + k stride.
template <class Ops, template <class> class Lanes>
void generate_normals(const ProceduralPoints& points, std::int64_t index, const int (&class_of)[Ops::lanes],
                      float* out, std::ptrdiff_t stride) {
  const ClassTables& tables = *points.tables;
  const Lanes<Ops> mean(tables.means, tables.mean_row, class_of),
      deviation(tables.deviations, tables.deviation_row, class_of);
  for (int k = 0; k < points.dimension; k += group_coordinates) {
    typename Ops::Float x[group_coordinates];
    normal_group<Ops>(points.stream, static_cast<std::uint64_t>(index),
                      static_cast<std::uint32_t>(k / group_coordinates), x);
    for (int i = 0; i < group_coordinates; ++i)
      Ops::store(out + (k + i) * stride, Ops::fma(deviation.at(k + i), x[i], mean.at(k + i)));
  }
}

/// a_k = +-1 of points index, index + 1, ... of chains, written likewise.
template <class Ops>
void generate_spins(const ProceduralPoints& points, std::int64_t index, const int (&class_of)[Ops::lanes],
                    float* out, std::ptrdiff_t stride) {
  StayingWords<Ops> staying;
  for (int lane = 0; lane < Ops::lanes; ++lane)
    staying.set(lane, points.tables->staying_words[class_of[lane]]);
  typename Ops::Word sign = Ops::splat_word(0);
  for (int k = 0; k < points.dimension; k += group_coordinates) {
    typename Ops::Float x[group_coordinates];
    spin_group<Ops>(points.stream, static_cast<std::uint64_t>(index),
                    static_cast<std::uint32_t>(k / group_coordinates), staying, sign, x);
    for (int i = 0; i < group_coordinates; ++i) Ops::store(out + (k + i) * stride, x[i]);
  }
}

/// The next points, as many as Ops has lanes.
template <class Ops>
void generate_points(const ProceduralPoints& points, std::int64_t index, float* out, std::ptrdiff_t stride) {
  const ClassTables& tables = *points.tables;
  int class_of[Ops::lanes] = {};
  if (tables.count() > 1)
    for (int lane = 0; lane < Ops::lanes; ++lane) class_of[lane] = points.class_of_index(index + lane);
  if (tables.is_chain())
    generate_spins<Ops>(points, index, class_of, out, stride);
  else if (tables.mean_row == 1 && tables.deviation_row == 1)
    generate_normals<Ops, ConstantLanes>(points, index, class_of, out, stride);
  else
    generate_normals<Ops, CoordinateLanes>(points, index, class_of, out, stride);
}

/// Coordinates of a tile, [coordinate][tile_points]: a pack is one coordinate of consecutive points.
template <class Ops>
void generate_tile(const ProceduralPoints& points, const Tile& tile, float* out) {
  for (int p = 0; p < tile.count; p += Ops::lanes)
    generate_points<Ops>(points, tile.first + p, out + p, tile_points);
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
