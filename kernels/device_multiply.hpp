#pragma once
/// The product of two staged matrices by a team: a register tile of Rows x Columns accumulators per thread.
#include <Kokkos_Core.hpp>

namespace regimes::kernels {

/// store(row, column, sum over terms of left(row, term) right(term, column)) for every row and column, which
/// are multiples of the register tile. Per term a thread reads Rows + Columns staged numbers for Rows x
/// Columns fused operations. Columns of a thread lie apart, so that neighbouring threads read neighbouring
/// numbers; rows are next to each other, and most threads of a warp read the same ones.
template <int Rows, int Columns, class Real, class Member, class Left, class Right, class Store>
KOKKOS_FUNCTION void multiply_staged(const Member& team, int rows, int columns, int terms, const Left& left,
                                     const Right& right, const Store& store) {
  const int column_groups = columns / Columns;
  Kokkos::parallel_for(Kokkos::TeamThreadRange(team, rows / Rows * column_groups), [&](int tile) {
    const int row = tile / column_groups * Rows, column = tile % column_groups;
    Real sums[Rows][Columns] = {};
    for (int term = 0; term < terms; ++term) {
      Real x[Rows], y[Columns];
      for (int i = 0; i < Rows; ++i) x[i] = left(row + i, term);
      for (int j = 0; j < Columns; ++j) y[j] = right(term, column + j * column_groups);
      for (int i = 0; i < Rows; ++i)
        for (int j = 0; j < Columns; ++j) sums[i][j] += x[i] * y[j];
    }
    for (int i = 0; i < Rows; ++i)
      for (int j = 0; j < Columns; ++j) store(row + i, column + j * column_groups, sums[i][j]);
  });
}

}  // namespace regimes::kernels
