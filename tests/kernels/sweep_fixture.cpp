#include "sweep_fixture.hpp"

#include <random>
#include <utility>

#include "kernels/shared_references.hpp"

namespace regimes::kernels::test {

reference::Points random_points(std::int64_t count, int dimension, int classes, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<float> normal;
  reference::Points points{count, dimension, classes, {}, {}};
  for (std::int64_t i = 0; i < count * dimension; ++i) points.a.push_back(normal(generator));
  if (classes > 0)
    for (std::int64_t index = 0; index < count; ++index)
      points.class_of.push_back(static_cast<int>(index % classes));
  return points;
}

StoredPoints stored_points(const reference::Points& points, const Partition& partition) {
  StoredPoints shard(partition.local_rows(points.count), points.dimension, points.classes);
  for (std::int64_t index = 0; index < points.count; ++index) {
    if (!partition.owns(index)) continue;
    const std::vector<float> row(points.point(index), points.point(index) + points.dimension);
    const std::int32_t class_position = points.classes > 0 ? points.class_of[index] : -1;
    shard.write(partition.local_row(index), row, {&class_position, 1});
  }
  return shard;
}

ProceduralPoints two_means(Stream stream, int dimension, float deviation, float mean) {
  return make_procedural(stream, dimension,
                         {NormalClass{{mean}, {deviation}}, NormalClass{{-mean}, {deviation}}}, {.5, .5});
}

NoisedQueries noised_queries(const reference::Points& points, int count, std::int64_t source_points,
                             std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<float> normal;
  NoisedQueries queries{count, points.dimension, {}, {}, {}};
  for (int q = 0; q < count; ++q) {
    const std::int64_t source = q % source_points;
    queries.source_index.push_back(source);
    for (int k = 0; k < points.dimension; ++k) {
      queries.source.push_back(static_cast<float>(points.point(source)[k]));
      queries.noise.push_back(normal(generator));
    }
  }
  return queries;
}

FreeQueries free_queries(int count, int dimension, double amplitude, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<float> normal(0, static_cast<float>(amplitude));
  FreeQueries queries{count, dimension, {}};
  for (int i = 0; i < count * dimension; ++i) queries.x.push_back(normal(generator));
  return queries;
}

PosteriorStates over_ranks(const reference::Points& points, const NoisedQueries& queries,
                           const SweepSettings& settings, int ranks) {
  PosteriorStates merged(queries.states(), static_cast<int>(settings.times.size()), points.classes);
  std::vector<double> references;
  for (const auto& [begin, end] :
       {std::pair<std::int64_t, std::int64_t>(0, block_points), {block_points, points.count}}) {
    for (int rank = 0; rank < ranks; ++rank) {
      const Partition partition{ranks, rank};
      const auto sweep = make_sweep(stored_points(points, partition), queries, settings);
      sweep->share_references(references);
      sweep->run(partition, 0, partition.local_blocks(end) * tiles_per_block, begin, end);
      merged.merge(sweep->collect());
    }
    references = nearest_logits(merged);
  }
  return merged;
}

}  // namespace regimes::kernels::test
