#pragma once
/// Points and queries for the tests of the sweeps, small enough for the reference twin.
#include "kernels/reference/reference_points.hpp"
#include "kernels/reference/reference_sweep.hpp"
#include "kernels/sweep.hpp"

namespace regimes::kernels::test {

/// Random points as the reference sees them; values are float numbers. `classes` labels points index mod
/// classes.
reference::Points random_points(std::int64_t count, int dimension, int classes, std::uint64_t seed);

/// The share of one rank of the same points in memory.
StoredPoints stored_points(const reference::Points& points, const Partition& partition);

/// Two classes of means +-mean in every coordinate.
ProceduralPoints two_means(Stream stream, int dimension, float deviation, float mean);

/// Queries whose sources are points 0, 1, ... (mod source_points), with random noise.
NoisedQueries noised_queries(const reference::Points& points, int count, std::int64_t source_points,
                             std::uint64_t seed);
FreeQueries free_queries(int count, int dimension, double amplitude, std::uint64_t seed);

/// One pass of all ranks of a partition over points [begin, end), merged.
template <class Queries>
PosteriorStates sweep_all(const PointSource& points, const Queries& queries, const SweepSettings& settings,
                          const Partition& partition, std::int64_t begin, std::int64_t end) {
  const auto sweep = make_sweep(points, queries, settings);
  sweep->run(partition, 0, partition.local_blocks(end) * tiles_per_block, begin, end);
  return sweep->collect();
}

/// Sums of all ranks in two passes, the second with references from the first, whose block is one rank's.
PosteriorStates over_ranks(const reference::Points& points, const NoisedQueries& queries,
                           const SweepSettings& settings, int ranks);

}  // namespace regimes::kernels::test
