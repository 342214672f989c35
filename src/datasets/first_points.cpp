#include "datasets/first_points.hpp"

#include <cstddef>
#include <numeric>

namespace regimes::datasets {

std::vector<double> first_points(const TrainingSet& set, std::int64_t count,
                                 const kernels::Partition& partition, const parallel::Communicator& ranks) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(count));
  std::iota(indices.begin(), indices.end(), 0);
  std::vector<double> points = set.rows(indices, partition, ranks);
  const std::vector<double>& mean = set.mean();
  for (std::size_t i = 0; i < points.size(); ++i) points[i] -= mean[i % mean.size()];
  return points;
}

}  // namespace regimes::datasets
