#include "experiments/nearest_points.hpp"

#include <cmath>

#include "parallel/reduce_queries.hpp"

namespace regimes::experiments {

namespace {

/// x e^t, around which the nearest points a are those nearest to x at time t.
kernels::FreeQueries undone_decay(kernels::FreeQueries queries, const std::vector<double>& times) {
  for (int q = 0; q < queries.count; ++q) {
    const double growth = std::exp(times[q]);
    for (int k = 0; k < queries.dimension; ++k) {
      float& x = queries.x[static_cast<std::size_t>(q) * queries.dimension + k];
      x = static_cast<float>(growth * x);
    }
  }
  return queries;
}

/// Coordinates of a point that this rank holds or can make.
class PointReader {
 public:
  PointReader(const kernels::PointSource& points, const kernels::Deal& deal) : points_(points), deal_(deal) {}

  void read(std::int64_t index, std::vector<float>& into) const {
    std::visit([&](const auto& points) { read_from(points, index, into); }, points_);
  }

 private:
  void read_from(const kernels::StoredPoints& points, std::int64_t index, std::vector<float>& into) const {
    const auto row = Kokkos::subview(points.rows, deal_.local_row(index) - deal_.window_row, Kokkos::ALL);
    const auto host_row = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), row);
    for (std::size_t k = 0; k < into.size(); ++k) into[k] = host_row(k);
  }
  void read_from(const kernels::ProceduralPoints& points, std::int64_t index,
                 std::vector<float>& into) const {
    float group[kernels::group_coordinates];
    for (std::size_t k = 0; k < into.size(); ++k) {
      const auto g = static_cast<int>(k) / kernels::group_coordinates;
      if (k % kernels::group_coordinates == 0) points.group({index, 1, 0}, 0, g, group);
      into[k] = group[k % kernels::group_coordinates];
    }
  }

  const kernels::PointSource& points_;
  kernels::Deal deal_;
};

double squared_distance(const float* x, const std::vector<float>& a, double signal) {
  double squared = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    const double difference = x[k] - signal * a[k];
    squared += difference * difference;
  }
  return squared;
}

}  // namespace

NearestPoints::NearestPoints(const kernels::PointSource& points, kernels::FreeQueries queries,
                             std::vector<double> times, int neighbours, kernels::Precision precision)
    : points_(points),
      queries_(std::move(queries)),
      times_(std::move(times)),
      sweep_(kernels::make_nearest_sweep(points, undone_decay(queries_, times_),
                                         neighbours + spare_neighbours, precision)),
      refined_(queries_.count, neighbours) {}

void NearestPoints::run(const kernels::Deal& deal, std::int64_t first_tile, std::int64_t last_tile,
                        std::int64_t begin, std::int64_t end) {
  sweep_->run(deal, first_tile, last_tile, begin, end);
}

void NearestPoints::refine(const kernels::Deal& deal) {
  const kernels::Neighbours candidates = sweep_->take();
  const PointReader reader(points_, deal);
  std::vector<float> point(queries_.dimension);
  for (int q = 0; q < candidates.queries; ++q)
    for (int i = 0; i < candidates.neighbours; ++i) {
      const std::int64_t index = candidates.of(q)[i].index;
      if (index < 0) break;
      reader.read(index, point);
      const float* x = queries_.x.data() + static_cast<std::size_t>(q) * queries_.dimension;
      refined_.add(q, {-squared_distance(x, point, std::exp(-times_[q])), index});
    }
}

kernels::Neighbours NearestPoints::take(const parallel::Communicator& ranks) {
  kernels::Neighbours all(refined_.queries, refined_.neighbours);
  std::swap(all, refined_);
  parallel::reduce_to_all(all, ranks);
  return all;
}

}  // namespace regimes::experiments
