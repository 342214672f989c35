#pragma once
/// What is known beforehand of the ends of guided paths, where the law is two normal classes of opposite
/// means, or several equal ones.
#include <vector>

#include "datasets/population/population_law.hpp"
#include "datasets/training_set.hpp"
#include "experiments/guidance/guidance_result.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Puts the theory of every strength beside what was measured, by the SDE or the ODE of the step. With the
/// score of the law alone, and without --guidance-times; else all stays missing.
void add_theory(const datasets::PopulationLaw& law, GuidanceResult& result);

/// The shift of the ends of paths with an empirical score along the directions of their classes, in
/// deviations, beside strength 0: points y of a class, which strength 0 reaches with equal probabilities, are
/// weighted with the ratio of the guided law of the class to its own, both taken as normal. [strength]; NaN
/// where theory does not know the guided law. For the SDE; the ODE does not follow it. Collective.
std::vector<double> predicted_shifts(const GuidanceOptions& options, const datasets::PopulationLaw& law,
                                     const datasets::TrainingSet& set,
                                     const std::vector<std::int64_t>& path_class,
                                     const kernels::Partition& partition,
                                     const parallel::Communicator& ranks);

}  // namespace regimes::experiments
