#pragma once
/// What a run of `regimes geometry` reads or makes of its options before any points.
#include <vector>

#include "datasets/population/population_law.hpp"
#include "experiments/geometry/geometry_options.hpp"

namespace regimes::experiments {

/// The rows of --directions, [direction][coordinate]; nothing where there is no such file. Throws DataError
/// where they are not orthonormal or not as long as points.
std::vector<double> read_directions(const GeometryOptions& options);

/// Eigenvalues of the covariance of a law, descending: from its closed form where it is one Gaussian, else of
/// the matrix, which is not formed beyond 1024 dimensions; nothing then.
std::vector<double> law_spectrum(const GeometryOptions& options, const datasets::PopulationLaw& law);

}  // namespace regimes::experiments
