#pragma once
#include <span>
#include <vector>

namespace regimes::datasets {

/// Eigenvalues of a symmetric matrix of this order, ascending, from its lower triangle by columns; the matrix
/// is overwritten. LAPACK, for large orders by way of a band matrix: (4/3) n^3 flop, most of them products of
/// blocks. One thread, unless OPENBLAS_NUM_THREADS or OMP_NUM_THREADS says otherwise: ranks have a core each.
/// Last bits depend on the CPU.
std::vector<double> symmetric_eigenvalues(std::span<double> matrix, int order);
/// Likewise in float, to some 1e-6 of the largest, in about half the time.
std::vector<double> symmetric_eigenvalues(std::span<float> matrix, int order);

/// Those of a matrix in double, and the matrix becomes that of the eigenvectors, one a column: about 6 n^3
/// flop.
std::vector<double> symmetric_eigenvectors(std::span<double> matrix, int order);

/// Bytes that symmetric_eigenvalues() takes beside the matrix.
double symmetric_eigenvalues_bytes(int order);

}  // namespace regimes::datasets
