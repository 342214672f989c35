#pragma once
/// From class posteriors to curves and speciation times, with errors.
#include <string>
#include <vector>

#include "datasets/population/population_law.hpp"
#include "experiments/speciation/class_posteriors.hpp"
#include "observables/statistics.hpp"
#include "observables/threshold_time.hpp"

namespace regimes::experiments {

/// Two clones in one group of a level.
struct LevelCurves {
  observables::Curve agreement;           ///< phi = E[sum_g pi_g^2]
  observables::Estimate speciation_time;  ///< phi = .7752; NaN unless the level has two groups
};

/// Two groups told apart by L = ln P^first - ln P^second, with its sign changed for points of the second.
struct PairCurves {
  observables::Curve agreement;             ///< E[1/(1 + e^{-L})], phi of the two with equal priors
  observables::Curve log_ratio;             ///< E[L]
  std::vector<double> deviation;            ///< s.d. of L
  observables::Estimate time_of_agreement;  ///< agreement = .7752
  observables::Estimate time_of_log_ratio;  ///< E[L] = s.d. of L
};

struct SpeciationCurves {
  std::vector<LevelCurves> levels;
  std::vector<PairCurves> pairs;
};

struct CurveSettings {
  std::uint64_t seed;                              ///< of bootstraps
  double rounding = observables::double_rounding;  ///< relative, of the sums behind the posteriors
};

/// How many curves there are: of the levels, and then of the pairs of groups.
int count_curves(const std::vector<datasets::ClassLevel>& levels);
/// Adds the curve of this number to those before it. Replicas share levels and times. Errors: between
/// replicas or queries (observables), of times by bootstrap.
void add_curve(SpeciationCurves& curves, int number, const std::vector<ClassPosteriors>& replicas,
               const std::vector<double>& priors, const std::vector<datasets::ClassLevel>& levels,
               const std::vector<double>& times, const CurveSettings& settings);
/// All of them.
SpeciationCurves speciation_curves(const std::vector<ClassPosteriors>& replicas,
                                   const std::vector<double>& priors,
                                   const std::vector<datasets::ClassLevel>& levels,
                                   const std::vector<double>& times, const CurveSettings& settings);

}  // namespace regimes::experiments
