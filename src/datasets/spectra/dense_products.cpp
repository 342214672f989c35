#include "datasets/spectra/dense_products.hpp"

#include <cstdlib>
#include <type_traits>

#include "base/contract.hpp"

extern "C" {
void dgemm_(const char* transpose_a, const char* transpose_b, const int* rows, const int* columns,
            const int* terms, const double* alpha, const double* a, const int* stride_a, const double* b,
            const int* stride_b, const double* beta, double* c, const int* stride_c);
void dsyrk_(const char* triangle, const char* transpose, const int* order, const int* terms,
            const double* alpha, const double* a, const int* stride_a, const double* beta, double* c,
            const int* stride_c);
void ssyrk_(const char* triangle, const char* transpose, const int* order, const int* terms,
            const float* alpha, const float* a, const int* stride_a, const float* beta, float* c,
            const int* stride_c);
/// OpenBLAS has it; other libraries lack it.
[[gnu::weak]] void openblas_set_num_threads(int threads);
}

namespace regimes::datasets {
namespace {

constexpr double one = 1, zero = 0;

/// C = A A^T + beta C of the columns of A, or A^T A.
template <class Real>
void multiply_by_itself(const char* transpose, int order, int terms, const RowBlock<Real>& a, Real beta,
                        std::span<Real> c) {
  constexpr Real alpha = 1;
  if constexpr (std::is_same_v<Real, float>)
    ssyrk_("L", transpose, &order, &terms, &alpha, a.values.data(), &a.stride, &beta, c.data(), &order);
  else
    dsyrk_("L", transpose, &order, &terms, &alpha, a.values.data(), &a.stride, &beta, c.data(), &order);
}

template <class Real>
void require_rows(const RowBlock<Real>& a) {
  require(a.rows >= 0 && a.width >= 1 && a.width <= a.stride &&
              (a.rows == 0 || a.values.size() >= static_cast<std::size_t>(a.rows - 1) * a.stride + a.width),
          "{} rows of {} numbers, {} apart, lie in {}", a.rows, a.width, a.stride, a.values.size());
}

}  // namespace

void use_one_blas_thread() {
  const bool is_chosen = std::getenv("OPENBLAS_NUM_THREADS") || std::getenv("OMP_NUM_THREADS");
  if (openblas_set_num_threads && !is_chosen) openblas_set_num_threads(1);
}

// Rows are columns to BLAS: products = (B A^T) by columns.
void row_products(const RowBlock<double>& a, const RowBlock<double>& b, std::span<double> products) {
  require_rows(a);
  require_rows(b);
  require(a.width == b.width && products.size() >= static_cast<std::size_t>(a.rows) * b.rows,
          "products of rows of {} and {} numbers", a.width, b.width);
  if (a.rows == 0 || b.rows == 0) return;
  use_one_blas_thread();
  dgemm_("T", "N", &b.rows, &a.rows, &a.width, &one, b.values.data(), &b.stride, a.values.data(), &a.stride,
         &zero, products.data(), &b.rows);
}

template <class Real>
void add_row_squares(const RowBlock<Real>& a, std::span<Real> sums) {
  require_rows(a);
  require(sums.size() >= static_cast<std::size_t>(a.width) * a.width, "sums of order {}", a.width);
  if (a.rows == 0) return;
  use_one_blas_thread();
  multiply_by_itself("N", a.width, a.rows, a, Real(1), sums);
}

template <class Real>
void gram_matrix(const RowBlock<Real>& a, std::span<Real> gram) {
  require_rows(a);
  require(gram.size() >= static_cast<std::size_t>(a.rows) * a.rows, "a Gram matrix of order {}", a.rows);
  if (a.rows == 0) return;
  use_one_blas_thread();
  multiply_by_itself("T", a.rows, a.width, a, Real(0), gram);
}

template void add_row_squares(const RowBlock<float>&, std::span<float>);
template void add_row_squares(const RowBlock<double>&, std::span<double>);
template void gram_matrix(const RowBlock<float>&, std::span<float>);
template void gram_matrix(const RowBlock<double>&, std::span<double>);

}  // namespace regimes::datasets
