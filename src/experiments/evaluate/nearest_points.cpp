#include "experiments/evaluate/nearest_points.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "diffusion/precision.hpp"
#include "diffusion/squared_distance.hpp"
#include "parallel/reduce_queries.hpp"

namespace regimes::experiments {

namespace {

/// |x e^t| of every query, around which the nearest points a are those nearest to x at time t.
std::vector<double> norms_without_decay(const kernels::FreeQueries& queries,
                                        const std::vector<double>& times) {
  std::vector<double> norms;
  for (int q = 0; q < queries.count; ++q) {
    const double* x = queries.x.data() + static_cast<std::size_t>(q) * queries.dimension;
    norms.push_back(std::exp(times[q]) * std::sqrt(std::inner_product(x, x + queries.dimension, x, 0.)));
  }
  return norms;
}

/// Coordinates of a point that this rank holds or can make.
class PointReader {
 public:
  PointReader(const kernels::PointSource& points, const kernels::Partition& partition)
      : points_(points), partition_(partition) {}

  void read(std::int64_t index, std::vector<double>& into) const {
    std::visit([&](const auto& points) { read_from(points, index, into); }, points_);
  }

 private:
  void read_from(const kernels::StoredPoints& points, std::int64_t index, std::vector<double>& into) const {
    points.read(partition_.local_row(index) - partition_.window_row, into);
  }
  void read_from(const kernels::ProceduralPoints& points, std::int64_t index,
                 std::vector<double>& into) const {
    made_.resize(into.size());
    kernels::write_rows(points, index, 1, made_.data());
    std::copy(made_.begin(), made_.end(), into.begin());
  }

  const kernels::PointSource& points_;
  kernels::Partition partition_;
  mutable std::vector<float> made_;
};

}  // namespace

NearestPoints::NearestPoints(const kernels::PointSource& points, kernels::FreeQueries queries,
                             std::vector<double> times, int neighbours, kernels::Precision precision,
                             const datasets::EqualPoints* distinct)
    : points_(points),
      distinct_(distinct),
      queries_(std::move(queries)),
      times_(std::move(times)),
      precision_(precision),
      norm_(norms_without_decay(queries_, times_)),
      sweep_(kernels::make_nearest_sweep(points, queries_, times_, neighbours + spare_neighbours, precision)),
      refined_(queries_.count, neighbours) {}

void NearestPoints::run(const kernels::Partition& partition, std::int64_t first_tile, std::int64_t last_tile,
                        std::int64_t begin, std::int64_t end) {
  sweep_->run(partition, first_tile, last_tile, begin, end);
  const kernels::Neighbours candidates = sweep_->collect();
  const PointReader reader(points_, partition);
  std::vector<double> point(queries_.dimension);
  std::vector<int> uncertain;
  for (int q = 0; q < candidates.queries; ++q) {
    for (int i = 0; i < candidates.neighbours && candidates.of(q)[i].index >= 0; ++i) {
      reader.read(candidates.of(q)[i].index, point);
      add(q, candidates.of(q)[i].index, point);
    }
    if (!is_certain(q, candidates)) uncertain.push_back(q);
  }
  if (uncertain.empty()) return;
  if (last_tile - first_tile > 1) {
    constexpr std::int64_t parts = 16;
    const std::int64_t step = std::max<std::int64_t>(1, (last_tile - first_tile) / parts);
    for (std::int64_t tile = first_tile; tile < last_tile; tile += step)
      run(partition, tile, std::min(tile + step, last_tile), begin, end);
    return;
  }
  const kernels::Tile tile = partition.tile(first_tile, begin, end);
  for (std::int64_t index = tile.first; index < tile.first + tile.count; ++index) {
    reader.read(index, point);
    for (const int q : uncertain) add(q, index, point);
  }
}

void NearestPoints::add(int query, std::int64_t index, const std::vector<double>& point) {
  const std::span<const double> x(queries_.x.data() + static_cast<std::size_t>(query) * queries_.dimension,
                                  static_cast<std::size_t>(queries_.dimension));
  if (distinct_) index = distinct_->first_of(index);
  const kernels::Neighbour found{-diffusion::squared_distance(x, point, std::exp(-times_[query])), index};
  const kernels::Neighbour& last = refined_.of(query)[refined_.neighbours - 1];
  if (found.is_nearer_than(last) && !refined_.has(query, index)) refined_.add(query, found);
}

// In the frame of x' = x e^t, with D' = e^t D the distance of the last neighbour so far: a point as near has
// |a| <= |x'| + D' and a nearness x'.a - |a|^2/2 of at least (|x'|^2 - D'^2)/2. Those left out had at most
// the nearness of the last candidate, up to rounding: that of the products, and, far smaller, of the
// distances.
bool NearestPoints::is_certain(int query, const kernels::Neighbours& candidates) const {
  const kernels::Neighbour& last_candidate = candidates.of(query)[candidates.neighbours - 1];
  if (last_candidate.index < 0) return true;  // none is left out
  const double norm = norm_[query];
  const double distance =
      std::exp(times_[query]) * std::sqrt(-refined_.of(query)[refined_.neighbours - 1].nearness);
  const auto error = [&](kernels::Precision precision) {
    return diffusion::nearness_error(precision, queries_.dimension, norm, norm + distance);
  };
  return last_candidate.nearness + error(precision_) + error(kernels::Precision::fp64) <
         (norm - distance) * (norm + distance) / 2;
}

kernels::Neighbours NearestPoints::collect(const parallel::Communicator& ranks) {
  kernels::Neighbours all(refined_.queries, refined_.neighbours);
  std::swap(all, refined_);
  parallel::reduce_to_all(all, ranks);
  return all;
}

}  // namespace regimes::experiments
