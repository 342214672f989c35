#pragma once
/// What theory says of the speciation of a synthetic law, pair of groups by pair.
#include <functional>
#include <vector>

#include "datasets/population/population_law.hpp"
#include "experiments/options/training_options.hpp"
#include "experiments/speciation/speciation_analysis.hpp"
#include "theory/potential.hpp"

namespace regimes::experiments {

struct PairTheory {
  std::function<double(double t)> kappa;      ///< mean of L; of different covariances only for large t
  std::function<double(double t)> agreement;  ///< phi; of two means and of isotropic variances exact
  double speciation_time;                     ///< where phi = .7752; NaN: hidden from the beginning
};

/// [pair] of pairs_of(law.levels()); without functions, and NaN, where theory has nothing to say.
std::vector<PairTheory> pair_theories(const TrainingOptions& options, const datasets::PopulationLaw& law);

/// Of two means with equal priors; nothing for other laws.
std::optional<theory::TwoMeansPotential> potential_of(const TrainingOptions& options);

}  // namespace regimes::experiments
