#pragma once
#include <cstdint>
#include <vector>

#include "datasets/training_set.hpp"
#include "kernels/partition.hpp"
#include "parallel/communicator.hpp"

namespace regimes::datasets {

/// The first `count` points less the mean of the set, [mu][coordinate], on every rank. Collective.
std::vector<double> first_points(const TrainingSet& set, std::int64_t count,
                                 const kernels::Partition& partition, const parallel::Communicator& ranks);

}  // namespace regimes::datasets
