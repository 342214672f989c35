#pragma once
/// Training sets drawn from a population law.
#include <cstdint>

#include "datasets/population/population_law.hpp"
#include "datasets/stored_shard.hpp"
#include "kernels/partition.hpp"

namespace regimes::datasets {

/// The points of this rank among `points` points of (seed, replica), with their classes where the law has
/// more than one. Memory: n d / ranks floats, and 4 bytes for the class of every point.
StoredSet draw_shard(const PopulationLaw& law, std::int64_t points, std::uint64_t seed, std::uint32_t replica,
                     const kernels::Partition& partition);

}  // namespace regimes::datasets
