#include "diffusion/live_spectra.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <type_traits>
#include <utility>

#include "base/process.hpp"
#include "datasets/spectra/dense_products.hpp"
#include "datasets/spectra/symmetric_eigenvalues.hpp"
#include "parallel/gather_rows.hpp"
#include "parallel/reduce_queries.hpp"

namespace regimes::diffusion {
namespace {

constexpr int rows_together = 256;  ///< that are summed to moments at once: fewer leave BLAS slow

/// Rows r without those that are too short to be seen: where the sum of |r|^2 of what is left out is less
/// than rounding of a trace, no eigenvalue of sum r r^T changes by more (Weyl). Returns how many are left.
template <class Real>
int leave_out_least(std::vector<Real>& rows, int dimension, int width) {
  constexpr double unseen = 8 * std::numeric_limits<Real>::epsilon();  // LAPACK has as much
  const auto count = rows.size() / static_cast<std::size_t>(width);
  std::vector<double> squares(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto row = rows.begin() + static_cast<std::ptrdiff_t>(i) * width;
    squares[i] = std::inner_product(row, row + dimension, row, 0.);
  }
  std::vector<double> ascending = squares;
  std::sort(ascending.begin(), ascending.end());
  double left_out = unseen * std::accumulate(ascending.begin(), ascending.end(), 0.), shortest = 0;
  for (const double square : ascending) {
    left_out -= square;
    if (left_out < 0) break;
    shortest = square;
  }
  auto to = rows.begin();
  for (std::size_t i = 0; i < count; ++i)
    if (squares[i] > shortest)
      to = std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>(i) * width, width, to);
  rows.erase(to, rows.end());
  return static_cast<int>(rows.size() / static_cast<std::size_t>(width));
}

/// Descending, at least 0, and as many as there are dimensions.
template <class Real>
std::vector<double> spectrum_of(std::vector<Real> matrix, int order, int dimension) {
  std::vector<double> values = datasets::symmetric_eigenvalues(std::span<Real>(matrix), order);
  std::reverse(values.begin(), values.end());
  for (double& value : values) value = std::max(value, 0.);
  values.resize(static_cast<std::size_t>(dimension), 0.);
  return values;
}

}  // namespace

template <class Real>
LiveSpectra<Real>::LiveSpectra(kernels::CovarianceQueries queries, double t)
    : queries_(std::move(queries)),
      dimension_(queries_.queries.dimension),
      factor_(std::exp(-t) / noise_variance(t)),
      signal_to_noise_(signal_to_noise(t)),
      live_(static_cast<std::size_t>(queries_.queries.count)) {}

// l = (e^{-t} x.a - e^{-2t} |a|^2/2)/Delta_t (arXiv 2402.18491)
template <class Real>
void LiveSpectra<Real>::add(std::span<const double> points) {
  const auto d = static_cast<std::size_t>(dimension_);
  const int count = static_cast<int>(points.size() / d), queries = queries_.queries.count;
  std::vector<double> logits(static_cast<std::size_t>(count) * queries), shifts(count);
  datasets::row_products({queries_.queries.x, queries, dimension_, dimension_},
                         {points, count, dimension_, dimension_}, logits);
  for (int p = 0; p < count; ++p) {
    const double* a = points.data() + p * d;
    double norm = 0;
    for (std::size_t k = 0; k < d; ++k) norm += a[k] * a[k];
    shifts[p] = signal_to_noise_ * norm / 2;
  }
  const double threshold = std::log(kernels::live_weight);
  for (int q = 0; q < queries; ++q) {
    Live& live = live_[q];
    const double* mean = queries_.mean.data() + q * d;
    for (int p = 0; p < count; ++p) {
      const double logit =
          factor_ * logits[static_cast<std::size_t>(q) * count + p] - shifts[p] - queries_.reference[q];
      if (!(logit > threshold)) continue;
      const double root = std::exp(logit / 2), *a = points.data() + p * d;
      live.rows.resize(live.rows.size() + d + 1);
      Real* row = live.rows.data() + live.rows.size() - (d + 1);
      for (std::size_t k = 0; k < d; ++k) row[k] = static_cast<Real>(root * (a[k] - mean[k]));
      row[d] = static_cast<Real>(root);
      ++live.count;
    }
    if (live.count >= dimension_ && rows_of(live) >= rows_together) sum_rows(live);
  }
}

template <class Real>
void LiveSpectra<Real>::sum_rows(Live& live) {
  const auto w = static_cast<std::size_t>(width());
  if (live.moments.empty()) live.moments.assign(w * w, 0.);
  const datasets::RowBlock<Real> rows{live.rows, rows_of(live), width(), width()};
  if constexpr (std::is_same_v<Real, double>) {
    datasets::add_row_squares(rows, std::span(live.moments));
  } else {
    together_.assign(w * w, 0);
    datasets::add_row_squares(rows, std::span(together_));
    for (std::size_t i = 0; i < w * w; ++i) live.moments[i] += together_[i];
  }
  live.rows.clear();
}

template <class Real>
std::int64_t LiveSpectra<Real>::live_pairs() const {
  std::int64_t pairs = 0;
  for (const Live& live : live_) pairs += live.count;
  return pairs;
}

template <class Real>
std::vector<double> LiveSpectra<Real>::eigenvalues(const parallel::Communicator& ranks) {
  std::vector<std::int64_t> counts;
  for (const Live& live : live_) counts.push_back(live.count);
  counts = ranks.sum(counts);
  const parallel::Share own = parallel::share_of(static_cast<int>(live_.size()), ranks);
  std::vector<double> all;
  for (int q = 0; q < static_cast<int>(live_.size()); ++q) {
    Live live = std::exchange(live_[q], {});
    const bool is_own = q >= own.first && q < own.last;
    std::vector<double> values;
    if (counts[q] < dimension_) {
      std::vector<Real> rows =
          ranks.size() == 1 ? std::move(live.rows) : parallel::gather_rows(live.rows, width(), ranks);
      if (is_own) values = of_rows(std::move(rows));
    } else {
      sum_rows(live);
      const std::vector<double> moments = ranks.sum(live.moments);
      if (is_own) values = of_moments(moments);
    }
    all.insert(all.end(), values.begin(), values.end());
  }
  return all;
}

// With the rows r_i = sqrt(w_i)(a_i - D'), Z = sum w_i and m = sum w_i (a_i - D')/Z, what D' is off by, the
// rows (r_i - sqrt(w_i) m)/sqrt(Z) have the Gram matrix whose eigenvalues are those of C but for zeros.
template <class Real>
std::vector<double> LiveSpectra<Real>::of_rows(std::vector<Real> rows) const {
  const auto w = static_cast<std::size_t>(width());
  int count = static_cast<int>(rows.size() / w);
  std::vector<double> mean(w, 0.);  // its last number: Z
  for (const Real* row = rows.data(); row != rows.data() + rows.size(); row += w) {
    const double root = row[w - 1];
    for (std::size_t k = 0; k < w; ++k) mean[k] += root * row[k];
  }
  const double total = mean.back(), factor = 1 / std::sqrt(total);
  for (double& m : mean) m /= total;
  for (Real* row = rows.data(); row != rows.data() + rows.size(); row += w) {
    const double root = row[w - 1];
    for (std::size_t k = 0; k + 1 < w; ++k) row[k] = static_cast<Real>(factor * (row[k] - root * mean[k]));
  }
  count = leave_out_least(rows, dimension_, width());
  std::vector<Real> gram(static_cast<std::size_t>(count) * count);
  datasets::gram_matrix(datasets::RowBlock<Real>{rows, count, dimension_, width()}, std::span(gram));
  return spectrum_of(std::move(gram), count, dimension_);
}

// C = sum r r^T/Z - m m^T with the same r, Z and m: the last row of the moments is Z m, and Z its end.
template <class Real>
std::vector<double> LiveSpectra<Real>::of_moments(const std::vector<double>& moments) const {
  const auto d = static_cast<std::size_t>(dimension_), w = d + 1;
  const double total = moments.back();
  std::vector<Real> covariance(d * d);
  for (std::size_t j = 0; j < d; ++j)
    for (std::size_t i = j; i < d; ++i)
      covariance[j * d + i] = static_cast<Real>(moments[j * w + i] / total -
                                                moments[j * w + d] / total * (moments[i * w + d] / total));
  return spectrum_of(std::move(covariance), dimension_, dimension_);
}

template <class Real>
double LiveSpectra<Real>::bytes_of_query(int dimension, double points) {
  const double d = dimension, w = d + 1, kept = std::min(points, d + rows_together + kernels::block_points);
  constexpr double growth = 2;  // of a vector
  return sizeof(Real) * growth * kept * w + (points >= d ? sizeof(double) * w * w : 0);
}

template <class Real>
double LiveSpectra<Real>::bytes_of_spectrum(int dimension) {
  constexpr double matrices = 4;  // sums over ranks and over rows, the covariance, LAPACK
  const double w = dimension + 1;
  return sizeof(double) * matrices * w * w;
}

template class LiveSpectra<float>;
template class LiveSpectra<double>;

}  // namespace regimes::diffusion
