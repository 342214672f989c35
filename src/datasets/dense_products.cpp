#include "datasets/dense_products.hpp"

#include <cstdlib>

#include "base/contract.hpp"

extern "C" {
void dgemm_(const char* transpose_a, const char* transpose_b, const int* rows, const int* columns,
            const int* terms, const double* alpha, const double* a, const int* stride_a, const double* b,
            const int* stride_b, const double* beta, double* c, const int* stride_c);
void dsyrk_(const char* triangle, const char* transpose, const int* order, const int* terms,
            const double* alpha, const double* a, const int* stride_a, const double* beta, double* c,
            const int* stride_c);
/// OpenBLAS has it; other libraries lack it.
[[gnu::weak]] void openblas_set_num_threads(int threads);
}

namespace regimes::datasets {
namespace {

constexpr double one = 1, zero = 0;

void require_rows(const RowBlock& a) {
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
void row_products(const RowBlock& a, const RowBlock& b, std::span<double> products) {
  require_rows(a);
  require_rows(b);
  require(a.width == b.width && products.size() >= static_cast<std::size_t>(a.rows) * b.rows,
          "products of rows of {} and {} numbers", a.width, b.width);
  if (a.rows == 0 || b.rows == 0) return;
  use_one_blas_thread();
  dgemm_("T", "N", &b.rows, &a.rows, &a.width, &one, b.values.data(), &b.stride, a.values.data(), &a.stride,
         &zero, products.data(), &b.rows);
}

void add_row_squares(const RowBlock& a, std::span<double> sums) {
  require_rows(a);
  require(sums.size() >= static_cast<std::size_t>(a.width) * a.width, "sums of order {}", a.width);
  if (a.rows == 0) return;
  use_one_blas_thread();
  dsyrk_("L", "N", &a.width, &a.rows, &one, a.values.data(), &a.stride, &one, sums.data(), &a.width);
}

void gram_matrix(const RowBlock& a, std::span<double> gram) {
  require_rows(a);
  require(gram.size() >= static_cast<std::size_t>(a.rows) * a.rows, "a Gram matrix of order {}", a.rows);
  if (a.rows == 0) return;
  use_one_blas_thread();
  dsyrk_("L", "T", &a.rows, &a.width, &one, a.values.data(), &a.stride, &zero, gram.data(), &a.rows);
}

}  // namespace regimes::datasets
