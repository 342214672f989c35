#include "small_runs.hpp"

#include <numeric>

#include "kernels/random.hpp"
#include "kernels/sweep.hpp"

namespace regimes::physics_test {

namespace {
const kernels::Partition alone{};
}

kernels::ProceduralPoints procedural_law(int dimension, float mean_amplitude, std::uint64_t seed) {
  const kernels::Stream stream = kernels::make_stream(seed, 0, kernels::Purpose::training_point);
  if (mean_amplitude == 0) return kernels::normal_points(stream, dimension);
  using Class = kernels::NormalClass;
  return kernels::make_procedural(stream, dimension,
                                  {Class{{mean_amplitude}, {1}}, Class{{-mean_amplitude}, {1}}}, {.5, .5});
}

datasets::TrainingSet stored_set(std::vector<float> rows, int dimension, std::vector<std::int32_t> class_of) {
  datasets::StoredSet set;
  set.points = static_cast<std::int64_t>(rows.size()) / dimension;
  set.dimension = dimension;
  set.rows = std::move(rows);
  if (!class_of.empty()) set.class_values = {0, 1};
  class_of.resize(static_cast<std::size_t>(set.points));
  set.class_of = std::move(class_of);
  set.center.assign(static_cast<std::size_t>(dimension), 0.);
  return {std::move(set), alone};
}

kernels::NoisedQueries queries_of(const datasets::TrainingSet& set, int count, std::uint64_t seed) {
  return diffusion::noised_queries(set, diffusion::first_points(count, set.count()), seed, 0, alone,
                                   parallel::Communicator());
}

std::vector<double> all_rows(const datasets::TrainingSet& set) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(set.count()));
  std::iota(indices.begin(), indices.end(), 0);
  return set.rows(indices, alone, parallel::Communicator());
}

observables::QueryValues measured_values(const datasets::TrainingSet& set,
                                         const kernels::NoisedQueries& queries,
                                         const std::vector<double>& times, kernels::Precision precision) {
  const auto sweep = kernels::make_sweep(set.points(), queries, {times, precision, set.count()});
  sweep->run(alone, 0, alone.local_blocks(set.count()) * kernels::tiles_per_block, 0, set.count());
  observables::Queries about{queries.source_index, {}, {}, diffusion::noise_norms_squared(queries), {}};
  for (const std::int64_t source : queries.source_index) about.source_class.push_back(set.class_of(source));
  return observables::query_values(sweep->collect(), about, set.count(), set.dimension(), times);
}

}  // namespace regimes::physics_test
