#pragma once
/// The queries of the collapse experiment: sources from the training set and noises common to all times.
#include <cstdint>
#include <vector>

#include "datasets/training_set.hpp"
#include "kernels/queries.hpp"
#include "parallel/communicator.hpp"

namespace regimes::diffusion {

/// Query b has source b mod source_points and its own noise z, a function of (seed, replica, b, coordinate).
/// With source_points = n_1, the smallest snapshot, every snapshot holds all the sources. Collective; every
/// rank gets all queries.
kernels::NoisedQueries noised_queries(const datasets::TrainingSet& set, int count, std::int64_t source_points,
                                      std::uint64_t seed, std::uint32_t replica,
                                      const kernels::Partition& partition,
                                      const parallel::Communicator& communicator);

/// |z|^2 of every query.
std::vector<double> noise_norms_squared(const kernels::NoisedQueries& queries);

}  // namespace regimes::diffusion
