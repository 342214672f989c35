#include "datasets/symmetric_eigenvalues.hpp"

#include <vector>

#include "base/contract.hpp"
#include "datasets/dense_products.hpp"

extern "C" {
/// LAPACK 3.7 or newer.
void dsyev_2stage_(const char* job, const char* triangle, const int* order, double* matrix,
                   const int* leading_dimension, double* eigenvalues, double* work, const int* work_size,
                   int* info);
}

namespace regimes::datasets {
namespace {

constexpr int only_size = -1;

/// Returns what the library says of its success.
int solve(int order, double* matrix, double* eigenvalues, double* work, int work_size) {
  int info = 0;
  dsyev_2stage_("N", "L", &order, matrix, &order, eigenvalues, work, &work_size, &info);
  return info;
}

int work_of(int order) {
  double size = 0, nothing = 0;
  solve(order, &nothing, &nothing, &size, only_size);
  return static_cast<int>(size);
}

}  // namespace

std::vector<double> symmetric_eigenvalues(std::span<double> matrix, int order) {
  const auto rows = static_cast<std::size_t>(order);
  require(matrix.size() == rows * rows, "a matrix of order {} has not {} entries", order, matrix.size());
  std::vector<double> eigenvalues(rows);
  if (order == 0) return eigenvalues;
  use_one_blas_thread();
  std::vector<double> work(static_cast<std::size_t>(work_of(order)));
  const int info =
      solve(order, matrix.data(), eigenvalues.data(), work.data(), static_cast<int>(work.size()));
  require(info == 0, "the spectrum of a {0} x {0} matrix converges: LAPACK says {1}", order, info);
  return eigenvalues;
}

double symmetric_eigenvalues_bytes(int order) { return sizeof(double) * (1. * work_of(order) + order); }

}  // namespace regimes::datasets
