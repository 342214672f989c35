#pragma once
/// What theory says of telling two groups of classes of a population law apart: the mean of their log ratio
/// and the agreement of two clones, at any time.
#include <functional>
#include <limits>
#include <vector>

#include "datasets/population/population_law.hpp"

namespace regimes::datasets {

struct PairTheory {
  std::function<double(double t)> kappa;      ///< mean of L; of different covariances only for large t
  std::function<double(double t)> agreement;  ///< phi; of two means and of isotropic variances exact
  /// Where phi = .7752; NaN: hidden from the beginning, or theory has nothing to say.
  double speciation_time = std::numeric_limits<double>::quiet_NaN();
};

/// Two means, or two groups of a hierarchy with independent signs, at a distance 2 |m|, with `variance`
/// around each.
PairTheory pair_theory_of_means(const PopulationLaw& law, const GroupPair& pair, double variance);

/// Two isotropic classes of mean 0.
PairTheory pair_theory_of_variances(double first_variance, double second_variance, double dimension);

/// Two classes of mean 0 with diagonal covariances.
PairTheory pair_theory_of_covariances(const PopulationLaw& law, const GroupPair& pair);

/// Two classes of open Ising chains.
PairTheory pair_theory_of_chains(double first_inverse_temperature, double second_inverse_temperature,
                                 double dimension);

}  // namespace regimes::datasets
