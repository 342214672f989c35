#include "diffusion/live_spectra.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/process.hpp"
#include "datasets/dense_products.hpp"
#include "datasets/symmetric_eigenvalues.hpp"
#include "parallel/gather_rows.hpp"
#include "parallel/reduce_queries.hpp"

namespace regimes::diffusion {
namespace {

constexpr int rows_together = 64;  ///< that are summed to moments at once: fewer leave BLAS slow

/// Descending, at least 0, and as many as there are dimensions.
std::vector<double> spectrum_of(std::vector<double> matrix, int order, int dimension) {
  std::vector<double> values = datasets::symmetric_eigenvalues(matrix, order);
  std::reverse(values.begin(), values.end());
  for (double& value : values) value = std::max(value, 0.);
  values.resize(static_cast<std::size_t>(dimension), 0.);
  return values;
}

}  // namespace

LiveSpectra::LiveSpectra(kernels::CovarianceQueries queries, double t)
    : queries_(std::move(queries)),
      dimension_(queries_.queries.dimension),
      factor_(std::exp(-t) / noise_variance(t)),
      signal_to_noise_(signal_to_noise(t)),
      live_(static_cast<std::size_t>(queries_.queries.count)) {}

// l = (e^{-t} x.a - e^{-2t} |a|^2/2)/Delta_t (arXiv 2402.18491)
void LiveSpectra::add(std::span<const double> points) {
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
      double* row = live.rows.data() + live.rows.size() - (d + 1);
      for (std::size_t k = 0; k < d; ++k) row[k] = root * (a[k] - mean[k]);
      row[d] = root;
      ++live.count;
    }
    if (live.count >= dimension_ && rows_of(live) >= rows_together) sum_rows(live);
  }
}

void LiveSpectra::sum_rows(Live& live) const {
  if (live.moments.empty()) live.moments.assign(static_cast<std::size_t>(width()) * width(), 0.);
  datasets::add_row_squares({live.rows, rows_of(live), width(), width()}, live.moments);
  live.rows.clear();
}

std::int64_t LiveSpectra::live_pairs() const {
  std::int64_t pairs = 0;
  for (const Live& live : live_) pairs += live.count;
  return pairs;
}

std::vector<double> LiveSpectra::eigenvalues(const parallel::Communicator& ranks) {
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
      std::vector<double> rows =
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
std::vector<double> LiveSpectra::of_rows(std::vector<double> rows) const {
  const auto w = static_cast<std::size_t>(width());
  const int count = static_cast<int>(rows.size() / w);
  std::vector<double> mean(w, 0.);  // its last number: Z
  for (const double* row = rows.data(); row != rows.data() + rows.size(); row += w)
    for (std::size_t k = 0; k < w; ++k) mean[k] += row[w - 1] * row[k];
  const double total = mean.back(), factor = 1 / std::sqrt(total);
  for (double& m : mean) m /= total;
  for (double* row = rows.data(); row != rows.data() + rows.size(); row += w)
    for (std::size_t k = 0; k + 1 < w; ++k) row[k] = factor * (row[k] - row[w - 1] * mean[k]);
  std::vector<double> gram(static_cast<std::size_t>(count) * count);
  datasets::gram_matrix({rows, count, dimension_, width()}, gram);
  return spectrum_of(std::move(gram), count, dimension_);
}

// C = sum r r^T/Z - m m^T with the same r, Z and m: the last row of the moments is Z m, and Z its end.
std::vector<double> LiveSpectra::of_moments(const std::vector<double>& moments) const {
  const auto d = static_cast<std::size_t>(dimension_), w = d + 1;
  const double total = moments.back();
  std::vector<double> covariance(d * d);
  for (std::size_t j = 0; j < d; ++j)
    for (std::size_t i = j; i < d; ++i)
      covariance[j * d + i] =
          moments[j * w + i] / total - moments[i * w + d] / total * (moments[j * w + d] / total);
  return spectrum_of(std::move(covariance), dimension_, dimension_);
}

double LiveSpectra::bytes_of_query(int dimension, double points) {
  const double d = dimension, w = d + 1, kept = std::min(points, d + rows_together + 256.);
  constexpr double growth = 2,
                   matrices = 4;  // a vector that grows; moments, their sum, the covariance, LAPACK
  return sizeof(double) * (growth * kept * w + (points >= d ? matrices : 1) * w * w);
}

}  // namespace regimes::diffusion
