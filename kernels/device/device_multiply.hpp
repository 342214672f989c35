#pragma once
/// The product of two staged matrices by a team: a register tile of accumulators per thread.
#include "kernels/device/device_team.hpp"

namespace regimes::kernels {

/// Rows and columns of a thread lie apart in pieces that are read at once, so that neighbouring threads read
/// neighbouring pieces: of rows 8 bytes, of columns 16. In float a thread reads 3 + 2 pieces for 48 fused
/// operations.
template <class Real>
struct RegisterTile {
  using Shape = DeviceShape<Real>;
  static constexpr int rows = Shape::thread_rows, columns = Shape::thread_columns;
  static constexpr int row_piece = 8 / sizeof(Real), column_piece = 16 / sizeof(Real);
  using Rows = Piece<Real, row_piece>;
  using Columns = Piece<Real, column_piece>;

  Real sums[rows][columns];

  KOKKOS_FORCEINLINE_FUNCTION static int row(int thread, int i) {
    return i / row_piece * (row_piece * device_row_groups) + thread / device_column_groups * row_piece +
           i % row_piece;
  }
  KOKKOS_FORCEINLINE_FUNCTION static int column(int thread, int j) {
    return j / column_piece * (column_piece * device_column_groups) +
           thread % device_column_groups * column_piece + j % column_piece;
  }

  KOKKOS_FORCEINLINE_FUNCTION void clear() {
    REGIMES_DEVICE_UNROLL
    for (int i = 0; i < rows; ++i) REGIMES_DEVICE_UNROLL
    for (int j = 0; j < columns; ++j) sums[i][j] = 0;
  }

  KOKKOS_FORCEINLINE_FUNCTION void add(const RegisterTile& other) {
    REGIMES_DEVICE_UNROLL
    for (int i = 0; i < rows; ++i) REGIMES_DEVICE_UNROLL
    for (int j = 0; j < columns; ++j) sums[i][j] += other.sums[i][j];
  }

  /// Adds the sum over Terms terms of left[term][row] take(right[term][column]); rows of the two matrices are
  /// padded_points and columns apart.
  template <int Terms, class Take>
  KOKKOS_FORCEINLINE_FUNCTION void add_products(int thread, const Real* left, const Real* right,
                                                const Take& take) {
    left += row(thread, 0);
    right += column(thread, 0);
    REGIMES_DEVICE_UNROLL
    for (int term = 0; term < Terms; ++term) {
      Rows x[rows / row_piece];
      Columns y[columns / column_piece];
      REGIMES_DEVICE_UNROLL
      for (int i = 0; i < rows / row_piece; ++i)
        x[i] = *reinterpret_cast<const Rows*>(left + term * Shape::padded_points +
                                              i * (row_piece * device_row_groups));
      REGIMES_DEVICE_UNROLL
      for (int j = 0; j < columns / column_piece; ++j) {
        y[j] = *reinterpret_cast<const Columns*>(right + term * Shape::columns +
                                                 j * (column_piece * device_column_groups));
        REGIMES_DEVICE_UNROLL
        for (int k = 0; k < column_piece; ++k) y[j].at[k] = take(y[j].at[k]);
      }
      REGIMES_DEVICE_UNROLL
      for (int i = 0; i < rows; ++i) REGIMES_DEVICE_UNROLL
      for (int j = 0; j < columns; ++j)
        sums[i][j] += x[i / row_piece].at[i % row_piece] * y[j / column_piece].at[j % column_piece];
    }
  }
};

}  // namespace regimes::kernels
