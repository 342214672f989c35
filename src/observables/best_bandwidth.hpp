#pragma once
/// The bandwidth of the largest mean log density, from the densities and their slopes on a grid.
#include <vector>

#include "base/density_kernel.hpp"
#include "observables/crossing.hpp"

namespace regimes::observables {

/// Means over queries on an ascending grid of bandwidths.
struct LikelihoodCurve {
  std::vector<double> log_density;  ///< ln rho_h(x)
  std::vector<double> spread;       ///< density_spread() = 1 + (1/d) d ln rho_h/d ln h
};

/// Where the mean of ln rho_h(x) has its maximum, with the error of the grid; NaN where it is largest at an
/// end of what is finite. Slopes are exact, so that it is where the spread falls through 1. The ball has no
/// slope: there the parabola in ln h through the largest value and its neighbours is taken, and half a
/// spacing as its error.
OnGrid best_bandwidth(const std::vector<double>& grid, const LikelihoodCurve& curve, DensityKernel kernel);

}  // namespace regimes::observables
