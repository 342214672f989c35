#pragma once
/// Products of posterior covariances with vectors, C v = sum_mu w^mu (a - D)((a - D).v): what iterations for
/// their eigenvalues, and traces over given directions, are made of. The Jacobian of the empirical score is
/// (e^{-2t} C/Delta_t - 1)/Delta_t (derivative of F = (e^{-t} D - x)/Delta_t, arXiv 2402.18491).
#include <cstddef>
#include <vector>

#include "kernels/posterior_states.hpp"
#include "kernels/queries.hpp"

namespace regimes::kernels {

/// Points whose weight is below this part of the largest one have no part in a covariance.
inline constexpr double live_weight = 1e-9;

/// Free queries with what a pass before has found of them, and vectors for each.
struct CovarianceQueries {
  FreeQueries queries;
  std::vector<double> reference;  ///< [query]: the largest logit; weights are relative to it
  std::vector<double> mean;       ///< [query][coordinate]: D, or what is near: products are centred by it
  int vectors = 0;
  std::vector<double> vector = {};  ///< [query][vector][coordinate]
};

/// Sums over live points with w = e^{l - reference} and g = (a - D).v. A monoid under merge(): references are
/// common.
struct CovarianceProducts {
  int queries = 0, vectors = 0, dimension = 0;
  std::vector<double> weight;   ///< [query]: sum w
  std::vector<double> overlap;  ///< [query][vector]: sum w g, nothing but for what D is off by
  std::vector<double> square;   ///< [query][vector]: sum w g^2
  std::vector<double> sum;      ///< [query][vector][coordinate]: sum w g a
  Work work;

  CovarianceProducts() = default;
  CovarianceProducts(int queries, int vectors, int dimension)
      : queries(queries),
        vectors(vectors),
        dimension(dimension),
        weight(queries),
        overlap(static_cast<std::size_t>(queries) * vectors),
        square(overlap.size()),
        sum(overlap.size() * dimension) {}

  std::size_t at(int query, int vector) const { return static_cast<std::size_t>(query) * vectors + vector; }

  void merge(const CovarianceProducts& other) {
    const auto add = [](std::vector<double>& to, const std::vector<double>& from) {
      for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
    };
    add(weight, other.weight);
    add(overlap, other.overlap);
    add(square, other.square);
    add(sum, other.sum);
    work.merge(other.work);
  }
};

}  // namespace regimes::kernels
