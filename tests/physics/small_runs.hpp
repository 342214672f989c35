#pragma once
/// Runs of the sweep on one rank that are small enough to be repeated by hand.
#include <cstdint>
#include <vector>

#include "datasets/training_set.hpp"
#include "diffusion/noised_queries.hpp"
#include "kernels/precision.hpp"
#include "observables/query_values.hpp"

namespace regimes::physics_test {

/// A Gaussian set, or with `mean_amplitude` > 0 the two classes +-m.
kernels::ProceduralPoints procedural_law(int dimension, float mean_amplitude, std::uint64_t seed);

/// A set of given rows [point][coordinate] and, where `class_of` is not empty, classes 0 and 1.
datasets::TrainingSet stored_set(std::vector<float> rows, int dimension, std::vector<std::int32_t> class_of);

/// Sources 0, 1, ... (mod points) with the noise of the program.
kernels::NoisedQueries queries_of(const datasets::TrainingSet& set, int count, std::uint64_t seed);

/// All coordinates of a set, [point][coordinate].
std::vector<double> all_rows(const datasets::TrainingSet& set);

/// What the program says of every query after one pass over the whole set.
observables::QueryValues measured_values(const datasets::TrainingSet& set,
                                         const kernels::NoisedQueries& queries,
                                         const std::vector<double>& times, kernels::Precision precision);

}  // namespace regimes::physics_test
