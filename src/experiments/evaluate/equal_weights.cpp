#include "experiments/evaluate/equal_weights.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "experiments/evaluate/point_reader.hpp"
#include "parallel/reduce_queries.hpp"

namespace regimes::experiments {
namespace {

constexpr int sums_of_query = 2;  ///< those of EqualSums
constexpr std::int64_t most_numbers_together = std::int64_t{1} << 20;

kernels::StoredPoints stored(const std::vector<double>& points, int dimension, kernels::Precision precision) {
  const auto rows = static_cast<std::int64_t>(points.size()) / dimension;
  kernels::StoredPoints shard(rows, dimension, 0, coordinates_of(precision));
  if (precision == kernels::Precision::fp64)
    shard.write(0, std::span<const double>(points), {});
  else
    shard.write(0, std::span<const float>(std::vector<float>(points.begin(), points.end())), {});
  return shard;
}

}  // namespace

EqualWeights::EqualWeights(const datasets::TrainingSet& set, std::vector<kernels::FreeQueries> queries,
                           std::vector<double> times, kernels::Precision precision)
    : set_(set),
      queries_(std::move(queries)),
      times_(std::move(times)),
      precision_(precision),
      sums_(queries_.front().count, static_cast<int>(times_.size()), sums_of_query) {}

void EqualWeights::run(const kernels::Partition& partition, std::int64_t first_tile, std::int64_t last_tile,
                       std::int64_t begin, std::int64_t end) {
  const auto d = static_cast<std::size_t>(set_.dimension());
  const PointReader reader(set_.points(), partition);
  std::map<std::int64_t, std::vector<double>> points;  // by the number of copies
  std::vector<double> point(d);
  for (const auto& group : set_.equals().groups()) {
    const std::int64_t index = group.front(), tile = partition.local_row(index) / kernels::tile_points;
    if (!partition.owns(index) || tile < first_tile || tile >= last_tile || index < begin || index >= end)
      continue;
    reader.read(index, point);
    const auto copies = static_cast<std::int64_t>(group.size());
    std::vector<double>& alike = points[copies];
    alike.insert(alike.end(), point.begin(), point.end());
    if (static_cast<std::int64_t>(alike.size()) < most_numbers_together) continue;
    add(alike, copies);
    alike.clear();
  }
  for (const auto& [copies, alike] : points)
    if (!alike.empty()) add(alike, copies);
}

/// m ln m sum_g w_g and m (m - 1) sum_g w_g^2 over points g that stand m times, w = e^l.
void EqualWeights::add(const std::vector<double>& points, std::int64_t copies) {
  constexpr kernels::Partition all = {1, 0};
  const kernels::PointSource source = stored(points, set_.dimension(), precision_);
  const auto count = static_cast<std::int64_t>(points.size()) / set_.dimension();
  const auto m = static_cast<double>(copies);
  for (std::size_t time = 0; time < times_.size(); ++time) {
    const auto sweep =
        kernels::make_sweep(source, queries_[time], {{times_[time]}, precision_, set_.count()});
    sweep->run(all, 0, all.local_blocks(count) * kernels::tiles_per_block, 0, count);
    const kernels::PosteriorStates found = sweep->collect();
    for (int q = 0; q < found.queries; ++q) {
      const kernels::Posterior& state = found.posterior[static_cast<std::size_t>(q)];
      kernels::LogSum* sums = &sums_.class_sums[sums_.at(q, static_cast<int>(time)) * sums_of_query];
      sums[0].merge({state.reference, m * std::log(m) * state.sum});
      sums[1].merge({2 * state.reference, m * (m - 1) * state.square_sum});
    }
  }
}

void EqualWeights::merge(const parallel::Communicator& ranks) { parallel::reduce_to_all(sums_, ranks); }

observables::free_query::EqualSums EqualWeights::of(int query, int time) const {
  const kernels::LogSum* sums = &sums_.class_sums[sums_.at(query, time) * sums_of_query];
  return {sums[0], sums[1]};
}

}  // namespace regimes::experiments
