#pragma once
/// Products of posterior covariances with vectors as plain loops in double.
#include <cmath>
#include <cstdint>

#include "base/process.hpp"
#include "kernels/covariance_products.hpp"
#include "kernels/reference/reference_sweep.hpp"

namespace regimes::kernels::reference {

/// Points [begin, end).
inline CovarianceProducts covariance_products(const Points& points, const CovarianceQueries& queries,
                                              double t, std::int64_t begin, std::int64_t end) {
  const auto d = static_cast<std::size_t>(points.dimension);
  CovarianceProducts sums(queries.queries.count, queries.vectors, points.dimension);
  for (int q = 0; q < sums.queries; ++q) {
    const double *x = queries.queries.x.data() + q * d, *mean = queries.mean.data() + q * d;
    for (std::int64_t index = begin; index < end; ++index) {
      const double* a = points.point(index);
      double overlap = 0, norm = 0;
      for (std::size_t k = 0; k < d; ++k) {
        overlap += a[k] * x[k];
        norm += a[k] * a[k];
      }
      const double logit = (std::exp(-t) * overlap - std::exp(-2 * t) * norm / 2) / noise_variance(t),
                   weight = std::exp(logit - queries.reference[q]);
      if (!(weight > live_weight)) continue;
      sums.weight[q] += weight;
      for (int i = 0; i < queries.vectors; ++i) {
        const double* v = queries.vector.data() + sums.at(q, i) * d;
        double g = 0;
        for (std::size_t k = 0; k < d; ++k) g += (a[k] - mean[k]) * v[k];
        sums.overlap[sums.at(q, i)] += weight * g;
        sums.square[sums.at(q, i)] += weight * g * g;
        for (std::size_t k = 0; k < d; ++k) sums.sum[sums.at(q, i) * d + k] += weight * g * a[k];
      }
    }
  }
  return sums;
}

}  // namespace regimes::kernels::reference
