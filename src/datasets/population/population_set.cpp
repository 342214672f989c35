#include "datasets/population/population_set.hpp"

#include <cstddef>
#include <span>

namespace regimes::datasets {

StoredSet draw_shard(const PopulationLaw& law, std::int64_t points, std::uint64_t seed, std::uint32_t replica,
                     const kernels::Partition& partition) {
  StoredSet set;
  set.points = points;
  set.dimension = law.dimension();
  const auto d = static_cast<std::size_t>(set.dimension);
  set.center.assign(d, 0.);
  set.mean = law.mean();
  if (law.classes() > 1) {
    for (int c = 0; c < law.classes(); ++c) set.class_values.push_back(c);
    set.class_of.reserve(static_cast<std::size_t>(points));
    for (std::int64_t mu = 0; mu < points; ++mu) set.class_of.push_back(law.class_of_index(mu));
  }
  const kernels::Stream stream = kernels::make_stream(seed, replica, kernels::Purpose::training_point);
  const auto indices = owned_points(partition, 0, partition.local_rows(points));
  set.rows.resize(indices.size() * d);
  for (std::size_t row = 0; row < indices.size(); ++row)
    law.sample(stream, indices[row], std::span<float>(set.rows.data() + row * d, d));
  return set;
}

}  // namespace regimes::datasets
