#pragma once
/// What is measured of a query of the score of a law, which has no training set.
#include <vector>

#include "datasets/population/population_law.hpp"
#include "experiments/geometry/geometry_result.hpp"

namespace regimes::experiments {

/// The columns of one query x at time t. `source`: the point it was made of, or null. directions: [direction]
/// [coordinate]. M is multiplied with vectors by central differences of posterior means, M = e^{-t} dD/dx:
/// two of these for each vector. residual: raised to that of Lanczos iterations.
std::vector<double> population_values(const datasets::PopulationLaw& law, const GeometryResult& result,
                                      const std::vector<double>& directions, const double* x,
                                      const double* source, double t, double& residual);

}  // namespace regimes::experiments
