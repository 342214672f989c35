#pragma once
/// The pass that multiplies posterior covariances with vectors.
#include <memory>

#include "kernels/covariance_products.hpp"
#include "kernels/sweep.hpp"

namespace regimes::kernels {

using CovarianceSweep = SweepFor<CovarianceProducts>;

/// Per pair of query and point the product x.a; per live pair and vector two more, a.v and that of its
/// weight with a: (2 + 4 vectors) d flop.
std::unique_ptr<CovarianceSweep> make_covariance_sweep(const PointSource& points,
                                                       const CovarianceQueries& queries,
                                                       const SweepSettings& settings);

}  // namespace regimes::kernels
