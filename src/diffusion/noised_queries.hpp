#pragma once
/// The queries of the collapse experiment: sources from the training set and noises common to all times.
#include <cstdint>
#include <vector>

#include "datasets/training_set.hpp"
#include "kernels/queries.hpp"
#include "parallel/communicator.hpp"

namespace regimes::diffusion {

/// The sources of queries, and the points with which they change places in the order of the points, each for
/// its query alone; see README.md, "Sources".
struct QuerySources {
  std::vector<std::int64_t> index;      ///< mu, [query]
  std::vector<std::int64_t> exchanged;  ///< [query]; -1: the source stays where it is
  int first = 0;                        ///< the number of the first query, which has the noise of its number
};

/// Those from number `first` on.
QuerySources from(QuerySources sources, int first);

/// Points 0, 1, 2 ... of the first `points`, in turn: where all of these are in every set.
QuerySources first_points(int count, std::int64_t points);

/// The last of the first `points` points, in turn, and in exchange for those among them that are not among
/// the first `smallest` a point of these, of the same class where there is one.
QuerySources last_points(const datasets::TrainingSet& set, int count, std::int64_t points,
                         std::int64_t smallest);

/// Noises z are a function of (seed, replica, number of the query, coordinate). Collective; every rank gets
/// all queries.
kernels::NoisedQueries noised_queries(const datasets::TrainingSet& set, const QuerySources& sources,
                                      std::uint64_t seed, std::uint32_t replica,
                                      const kernels::Partition& partition,
                                      const parallel::Communicator& communicator);

/// |z|^2 of every query.
std::vector<double> noise_norms_squared(const kernels::NoisedQueries& queries);

}  // namespace regimes::diffusion
