#include "diffusion/noised_queries.hpp"

#include <algorithm>
#include <map>

#include "kernels/random.hpp"

namespace regimes::diffusion {
namespace {

/// For every class the first of the points [0, points) that are of it, at most as many as `wanted` says.
std::map<int, std::vector<std::int64_t>> first_of_classes(const datasets::TrainingSet& set,
                                                          std::int64_t points,
                                                          const std::map<int, std::int64_t>& wanted) {
  std::map<int, std::vector<std::int64_t>> members;
  std::int64_t missing = 0;
  for (const auto& [c, count] : wanted) missing += count;
  for (std::int64_t index = 0; index < points && missing > 0; ++index) {
    const auto asked = wanted.find(set.class_of(index));
    if (asked == wanted.end()) continue;
    std::vector<std::int64_t>& found = members[asked->first];
    if (static_cast<std::int64_t>(found.size()) == asked->second) continue;
    found.push_back(index);
    --missing;
  }
  return members;
}

}  // namespace

QuerySources from(QuerySources sources, int first) {
  sources.index.erase(sources.index.begin(), sources.index.begin() + (first - sources.first));
  sources.exchanged.erase(sources.exchanged.begin(), sources.exchanged.begin() + (first - sources.first));
  sources.first = first;
  return sources;
}

QuerySources first_points(int count, std::int64_t points) {
  QuerySources sources;
  for (int q = 0; q < count; ++q) sources.index.push_back(q % points);
  sources.exchanged.assign(sources.index.size(), -1);
  return sources;
}

QuerySources last_points(const datasets::TrainingSet& set, int count, std::int64_t points,
                         std::int64_t smallest) {
  QuerySources sources;
  std::map<int, std::int64_t> outside;  // sources of every class that are not in the smallest set
  for (int q = 0; q < count; ++q) {
    sources.index.push_back(points - 1 - q % points);
    if (sources.index.back() >= smallest) ++outside[set.class_of(sources.index.back())];
  }
  const auto members = first_of_classes(set, smallest, outside);
  std::map<int, std::size_t> used;
  for (const std::int64_t source : sources.index) {
    sources.exchanged.push_back(-1);
    if (source < smallest) continue;
    const int own = set.class_of(source);
    const std::size_t turn = used[own]++;
    const auto same = members.find(own);
    sources.exchanged.back() = same == members.end() ? static_cast<std::int64_t>(turn) % smallest
                                                     : same->second[turn % same->second.size()];
  }
  return sources;
}

kernels::NoisedQueries noised_queries(const datasets::TrainingSet& set, const QuerySources& sources,
                                      std::uint64_t seed, std::uint32_t replica,
                                      const kernels::Partition& partition,
                                      const parallel::Communicator& communicator) {
  kernels::NoisedQueries queries;
  queries.count = static_cast<int>(sources.index.size());
  queries.dimension = set.dimension();
  queries.source_index = sources.index;
  queries.exchanged_index = sources.exchanged;
  queries.source = set.rows(queries.source_index, partition, communicator);
  const kernels::Stream stream = kernels::make_stream(seed, replica, kernels::Purpose::query_noise);
  queries.noise.reserve(queries.source.size());
  for (int q = 0; q < queries.count; ++q)
    kernels::append_normals(stream, static_cast<std::uint64_t>(sources.first) + static_cast<std::uint64_t>(q),
                            set.dimension(), queries.noise);
  if (set.holds_bytes())
    for (float& z : queries.noise) z = kernels::on_noise_grid(z);
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
