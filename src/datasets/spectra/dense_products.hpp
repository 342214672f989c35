#pragma once
/// Products of dense matrices by BLAS, which chooses its kernels for the CPU it runs on.
#include <span>

namespace regimes::datasets {

/// BLAS on one thread, unless OPENBLAS_NUM_THREADS or OMP_NUM_THREADS says otherwise: ranks have a core each.
void use_one_blas_thread();

/// Rows of numbers in memory: the first `width` of every `stride`. Real: float or double.
template <class Real>
struct RowBlock {
  std::span<const Real> values;
  int rows, width, stride;
};

/// products[i][j] = a_i . b_j for the rows of both, which have one width: 2 rows rows width flop.
void row_products(const RowBlock<double>& a, const RowBlock<double>& b, std::span<double> products);
/// Adds sum_i a_i a_i^T to the lower triangle of `sums` [width][width], by columns: rows width^2 flop.
template <class Real>
void add_row_squares(const RowBlock<Real>& a, std::span<Real> sums);
/// Writes the lower triangle of a_i . a_j [rows][rows], by columns: rows^2 width flop.
template <class Real>
void gram_matrix(const RowBlock<Real>& a, std::span<Real> gram);

}  // namespace regimes::datasets
