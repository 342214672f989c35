#include "datasets/spectra/symmetric_eigenvalues.hpp"

#include <type_traits>
#include <vector>

#include "base/contract.hpp"
#include "datasets/spectra/dense_products.hpp"

extern "C" {
void dsyev_(const char* job, const char* triangle, const int* order, double* matrix,
            const int* leading_dimension, double* eigenvalues, double* work, const int* work_size, int* info);
/// LAPACK 3.7 or newer.
void dsyev_2stage_(const char* job, const char* triangle, const int* order, double* matrix,
                   const int* leading_dimension, double* eigenvalues, double* work, const int* work_size,
                   int* info);
void ssyev_(const char* job, const char* triangle, const int* order, float* matrix,
            const int* leading_dimension, float* eigenvalues, float* work, const int* work_size, int* info);
void ssyev_2stage_(const char* job, const char* triangle, const int* order, float* matrix,
                   const int* leading_dimension, float* eigenvalues, float* work, const int* work_size,
                   int* info);
void dsyevd_(const char* job, const char* triangle, const int* order, double* matrix,
             const int* leading_dimension, double* eigenvalues, double* work, const int* work_size,
             int* integers, const int* integers_size, int* info);
}

namespace regimes::datasets {
namespace {

constexpr int only_size = -1;

/// Up to this order LAPACK's way through a tridiagonal matrix is faster than that through a band matrix: .67
/// of its time at 428, .8 at 1024 (OpenBLAS 0.3.21, one core of an AMD EPYC).
constexpr int largest_direct = 1024;

template <class Real>
auto solver_of(int order) {
  if constexpr (std::is_same_v<Real, float>)
    return order <= largest_direct ? ssyev_ : ssyev_2stage_;
  else
    return order <= largest_direct ? dsyev_ : dsyev_2stage_;
}

/// Returns what the library says of its success.
template <class Real>
int solve(int order, Real* matrix, Real* eigenvalues, Real* work, int work_size) {
  int info = 0;
  solver_of<Real>(order)("N", "L", &order, matrix, &order, eigenvalues, work, &work_size, &info);
  return info;
}

template <class Real>
int work_of(int order) {
  Real size = 0, nothing = 0;
  solve(order, &nothing, &nothing, &size, only_size);
  return static_cast<int>(size);
}

/// With eigenvectors, by dividing and conquering.
int solve_with_vectors(int order, double* matrix, double* eigenvalues, std::span<double> work,
                       std::span<int> integers) {
  const int work_size = static_cast<int>(work.size()), integers_size = static_cast<int>(integers.size());
  int info = 0;
  dsyevd_("V", "L", &order, matrix, &order, eigenvalues, work.data(), &work_size, integers.data(),
          &integers_size, &info);
  return info;
}

template <class Real>
void require_order(std::span<Real> matrix, int order) {
  const auto rows = static_cast<std::size_t>(order);
  require(matrix.size() == rows * rows, "a matrix of order {} has not {} entries", order, matrix.size());
}

void require_success(int info, int order) {
  require(info == 0, "the spectrum of a {0} x {0} matrix converges: LAPACK says {1}", order, info);
}

template <class Real>
std::vector<Real> eigenvalues_of(std::span<Real> matrix, int order) {
  require_order(matrix, order);
  std::vector<Real> eigenvalues(static_cast<std::size_t>(order));
  if (order == 0) return eigenvalues;
  use_one_blas_thread();
  std::vector<Real> work(static_cast<std::size_t>(work_of<Real>(order)));
  require_success(solve(order, matrix.data(), eigenvalues.data(), work.data(), static_cast<int>(work.size())),
                  order);
  return eigenvalues;
}

}  // namespace

std::vector<double> symmetric_eigenvalues(std::span<double> matrix, int order) {
  return eigenvalues_of(matrix, order);
}

std::vector<double> symmetric_eigenvalues(std::span<float> matrix, int order) {
  const std::vector<float> eigenvalues = eigenvalues_of(matrix, order);
  return {eigenvalues.begin(), eigenvalues.end()};
}

std::vector<double> symmetric_eigenvectors(std::span<double> matrix, int order) {
  require_order(matrix, order);
  const auto n = static_cast<std::size_t>(order);
  std::vector<double> eigenvalues(n), work(1 + 6 * n + 2 * n * n);  // what LAPACK asks for
  std::vector<int> integers(3 + 5 * n);
  if (order == 0) return eigenvalues;
  use_one_blas_thread();
  require_success(solve_with_vectors(order, matrix.data(), eigenvalues.data(), work, integers), order);
  return eigenvalues;
}

double symmetric_eigenvalues_bytes(int order) {
  return sizeof(double) * (1. * work_of<double>(order) + order);
}

}  // namespace regimes::datasets
