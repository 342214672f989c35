#pragma once
/// Posterior states with the posterior mean D(x, t) = sum_mu w^mu a^mu, from which the empirical score
/// follows: F = (e^{-t} D - x)/Delta_t (arXiv 2402.18491).
#include <cmath>
#include <vector>

#include "kernels/posterior_states.hpp"

namespace regimes::kernels {

/// A monoid under merge(), like its parts.
struct PosteriorMeans {
  int queries = 0;
  int dimension = 0;
  std::vector<Posterior> posterior;   ///< [query]
  std::vector<double> weighted_sums;  ///< [query][coordinate]: sum e^{l - reference} a

  Work work;

  PosteriorMeans() = default;
  PosteriorMeans(int queries, int dimension)
      : queries(queries),
        dimension(dimension),
        posterior(queries),
        weighted_sums(static_cast<std::size_t>(queries) * dimension) {}

  double mean(int query, int coordinate) const {
    return weighted_sums[static_cast<std::size_t>(query) * dimension + coordinate] / posterior[query].sum;
  }

  void merge(const PosteriorMeans& other) {
    work.merge(other.work);
    for (int q = 0; q < queries; ++q)
      merge(q, other.posterior[q], other.weighted_sums.data() + static_cast<std::size_t>(q) * dimension);
  }

  /// One query: `sums` [coordinate] relative to other.reference.
  void merge(int query, const Posterior& other, const double* sums) {
    Posterior& mine = posterior[query];
    const Posterior before = mine;
    mine.merge(other);
    if (other.empty()) return;
    const double keep = before.empty() ? 0 : std::exp(before.reference - mine.reference);
    const double take = std::exp(other.reference - mine.reference);
    double* into = weighted_sums.data() + static_cast<std::size_t>(query) * dimension;
    for (int k = 0; k < dimension; ++k) into[k] = keep * into[k] + take * sums[k];
  }
};

}  // namespace regimes::kernels
