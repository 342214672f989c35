#pragma once
/// Queries and vectors of a covariance sweep in the layout of packs: both products come out relative to what
/// they are to be relative to, l - reference and (a - D).v, because these are their origins.
#include <numeric>

#include "kernels/covariance_products.hpp"
#include "kernels/packs/packed_queries.hpp"

namespace regimes::kernels {

template <class Real, int Products>
void set_references(const PackedQueries<Real, Products>& packed, const CovarianceQueries& queries) {
  for (int q = 0; q < packed.count; ++q) packed.origin(q, 0) = static_cast<Real>(queries.reference[q]);
}

/// Vector `number` of every query as the product `product`, with the origin D.v.
template <class Real, int Products>
void set_vectors(const PackedQueries<Real, Products>& packed, int product, const CovarianceQueries& queries,
                 int number) {
  const auto d = static_cast<std::size_t>(packed.dimension);
  for (int q = 0; q < packed.count; ++q) {
    const double* v = queries.vector.data() + (static_cast<std::size_t>(q) * queries.vectors + number) * d;
    const double* mean = queries.mean.data() + q * d;
    for (std::size_t k = 0; k < d; ++k)
      packed.value(q, product, static_cast<int>(k)) = static_cast<Real>(v[k]);
    packed.origin(q, product) = static_cast<Real>(std::inner_product(v, v + d, mean, 0.));
  }
}

}  // namespace regimes::kernels
