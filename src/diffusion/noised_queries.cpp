#include "diffusion/noised_queries.hpp"

#include "kernels/random.hpp"

namespace regimes::diffusion {

kernels::NoisedQueries noised_queries(const datasets::TrainingSet& set, int count, std::int64_t source_points,
                                      std::uint64_t seed, std::uint32_t replica,
                                      const kernels::Partition& partition,
                                      const parallel::Communicator& communicator) {
  kernels::NoisedQueries queries;
  queries.count = count;
  queries.dimension = set.dimension();
  for (int q = 0; q < count; ++q) queries.source_index.push_back(q % source_points);
  queries.source = set.rows(queries.source_index, partition, communicator);
  const kernels::Stream stream = kernels::make_stream(seed, replica, kernels::Purpose::query_noise);
  queries.noise.reserve(queries.source.size());
  for (int q = 0; q < count; ++q)
    kernels::append_normals(stream, static_cast<std::uint64_t>(q), set.dimension(), queries.noise);
  return queries;
}

std::vector<double> noise_norms_squared(const kernels::NoisedQueries& queries) {
  std::vector<double> norms(queries.count, 0.);
  for (int q = 0; q < queries.count; ++q)
    for (int k = 0; k < queries.dimension; ++k) {
      const double z = queries.noise[static_cast<std::size_t>(q) * queries.dimension + k];
      norms[q] += z * z;
    }
  return norms;
}

}  // namespace regimes::diffusion
