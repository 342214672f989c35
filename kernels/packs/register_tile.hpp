#pragma once
/// The product of a tile of points with a group of queries: the one place where most flops of the suite are
/// spent at large d. Lanes are queries: queries are packed [coordinate][column], points are read one number
/// at a time and broadcast.
#include <cstddef>

#include "kernels/packs/simd.hpp"
#include "kernels/tuning.hpp"

namespace regimes::kernels {

/// Columns of a register tile: queries (one product) or sources and noises (two products) handled together.
template <class Real>
inline constexpr int tile_columns = simd::lanes<Real>* tile_vectors;

/// products[i][c] = (Add ? products[i][c] : 0) + sum_{k < coordinates} a[i row_stride + k coordinate_stride]
/// queries[k][c] for i < Rows: 2 Rows columns coordinates flop on Rows x tile_vectors accumulators.
template <int Rows, bool Add, class Real>
inline __attribute__((noinline)) void multiply_rows(const Real* __restrict a, std::ptrdiff_t row_stride,
                                                    std::ptrdiff_t coordinate_stride, int coordinates,
                                                    const Real* __restrict queries,
                                                    Real* __restrict products) {
  using Pack = simd::Pack<Real>;
  constexpr int vectors = tile_vectors, width = simd::lanes<Real>, columns = tile_columns<Real>;
  Pack sums[Rows][vectors];
  REGIMES_UNROLL
  for (int i = 0; i < Rows; ++i) {
    REGIMES_UNROLL
    for (int j = 0; j < vectors; ++j) sums[i][j] = Pack{};
  }
  for (int k = 0; k < coordinates; ++k) {
    Pack q[vectors];
    REGIMES_UNROLL
    for (int j = 0; j < vectors; ++j) q[j] = simd::load(queries + j * width);
    REGIMES_UNROLL
    for (int i = 0; i < Rows; ++i) {
      const Pack x = simd::splat(a[i * row_stride]);
      REGIMES_UNROLL
      for (int j = 0; j < vectors; ++j) sums[i][j] = x * q[j] + sums[i][j];
    }
    a += coordinate_stride;
    queries += columns;
  }
  REGIMES_UNROLL
  for (int i = 0; i < Rows; ++i) {
    REGIMES_UNROLL
    for (int j = 0; j < vectors; ++j) {
      Real* out = products + i * columns + j * width;
      simd::store(out, Add ? simd::load(out) + sums[i][j] : sums[i][j]);
    }
  }
}

/// products[i][c] (+)= sum_s a[i row_stride + s sum_stride] factors[s][c] for i < rows.
template <bool Add, class Real>
void multiply_strided(const Real* a, std::ptrdiff_t row_stride, std::ptrdiff_t sum_stride, int rows,
                      int terms, const Real* factors, Real* products) {
  constexpr int columns = tile_columns<Real>;
  int i = 0;
  for (; i + tile_rows <= rows; i += tile_rows)
    multiply_rows<tile_rows, Add>(a + i * row_stride, row_stride, sum_stride, terms, factors,
                                  products + static_cast<std::size_t>(i) * columns);
  for (; i < rows; ++i)
    multiply_rows<1, Add>(a + i * row_stride, row_stride, sum_stride, terms, factors,
                          products + static_cast<std::size_t>(i) * columns);
}

/// products[p][c] = a^p . queries[c] for the `count` points of a tile, by chunks of coordinates.
template <class Real>
void multiply_tile(const Real* a, std::ptrdiff_t point_stride, std::ptrdiff_t coordinate_stride, int count,
                   int dimension, const Real* queries, Real* products) {
  for (int first = 0; first < dimension; first += chunk_coordinates) {
    const int coordinates = dimension - first < chunk_coordinates ? dimension - first : chunk_coordinates;
    const Real* a_chunk = a + first * coordinate_stride;
    const Real* q_chunk = queries + static_cast<std::size_t>(first) * tile_columns<Real>;
    if (first == 0)
      multiply_strided<false>(a_chunk, point_stride, coordinate_stride, count, coordinates, q_chunk,
                              products);
    else
      multiply_strided<true>(a_chunk, point_stride, coordinate_stride, count, coordinates, q_chunk, products);
  }
}

}  // namespace regimes::kernels
