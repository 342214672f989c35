#pragma once
/// The queries of `regimes kde`, from the training set or apart from it.
#include "datasets/training_set.hpp"
#include "experiments/kde/kde_result.hpp"
#include "kernels/density_sweep.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Query b of a replica. fresh: a function of (seed, replica, b, coordinate), of replica 0 with
/// --fixed-query, and then scaled to |x|^2 = d sigma^2 where the law is one Gaussian. leave_one_out: point b
/// mod n_1, n_1 the smallest snapshot. held_out: point n + b. Collective; every rank gets all queries.
kernels::DensityQueries make_density_queries(const datasets::TrainingSet& set, const KdeOptions& options,
                                             std::uint32_t replica, const kernels::Partition& partition,
                                             const parallel::Communicator& communicator);

/// The indices of the points that are queries; none of fresh ones.
std::vector<std::int64_t> query_indices(const KdeOptions& options);

DensityPoints density_points(const kernels::DensityQueries& queries, const KdeOptions& options);

/// The largest |x|^2.
double largest_norm_squared(const kernels::DensityQueries& queries);

}  // namespace regimes::experiments
