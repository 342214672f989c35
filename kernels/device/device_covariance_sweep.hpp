#pragma once
/// Products of posterior covariances with vectors on a device: a kernel for every vector, whose products a.v
/// stand beside x.a; a thread per query turns both into weights, then the team multiplies these with the
/// points.
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "kernels/covariance_sweep.hpp"
#include "kernels/device/device_weighted_points.hpp"
#include "kernels/math.hpp"
#include "kernels/packs/packed_directions.hpp"

namespace regimes::kernels {

template <class Real>
struct DeviceCovarianceKernel {
  using Loop = DeviceTileLoop<2, Real>;
  using Scratch = typename Loop::Scratch;
  using Weighted = WeightedPoints<Real>;

  Loop loop;
  Real skip_below = 0;
  DeviceArray<double***> scalars;  ///< [range][query][sum w, sum w g, sum w g^2]
  DeviceArray<double***> sums;     ///< [range][coordinate][query]

  KOKKOS_FUNCTION void operator()(const DeviceMember& team) const {
    const Scratch scratch(team);
    const int level = scratch_level;
    const std::ptrdiff_t alignment = Scratch::alignment;
    Real* const staged =
        static_cast<Real*>(team.team_scratch(level).get_shmem_aligned(Weighted::bytes(), alignment));
    loop.for_each_part(team, scratch, [&](const Tile& part) {
      for_each_item(team, loop.queries_here(team), [&](int q) { weigh(team, scratch, q); });
      Weighted::template add<1>(team, loop, scratch, part, staged, [&](int, int k, int q, Real sum) {
        sums(loop.range(team), k, loop.first_query(team) + q) += sum;
      });
    });
  }

 private:
  /// Differences of a query -> w g, 0 of what is not alive and behind the last point.
  KOKKOS_FUNCTION void weigh(const DeviceMember& team, const Scratch& scratch, int q) const {
    Real* const column = scratch.differences + q;
    double weights = 0, overlaps = 0, squares = 0;
    for (int p = 0; p < Loop::Shape::points; ++p) {
      const Real logit = column[p * Loop::columns], g = column[p * Loop::columns + Loop::team_queries],
                 weight = logit > skip_below ? math::exp(logit) : Real(0);
      weights += weight;
      overlaps += weight * g;
      squares += weight * g * g;
      column[p * Loop::columns] = weight * g;
    }
    const int range = loop.range(team), query = loop.first_query(team) + q;
    scalars(range, query, 0) += weights;
    scalars(range, query, 1) += overlaps;
    scalars(range, query, 2) += squares;
  }
};

template <class Real>
class DeviceCovarianceSweep : public CovarianceSweep {
  using Kernel = DeviceCovarianceKernel<Real>;

 public:
  DeviceCovarianceSweep(DevicePoints points, const CovarianceQueries& queries,
                        const std::vector<double>& times)
      : queries_(queries.queries.count), dimension_(queries.queries.dimension), points_(std::move(points)) {
    points_.classes = 0;
    const PackedQueries<Real, 1> logits = pack<Real>(queries.queries, times);
    PackedQueries<Real, 2> packed(queries_, dimension_);
    packed.norm_factor = logits.norm_factor;
    for (int q = 0; q < queries_; ++q)
      for (int k = 0; k < dimension_; ++k) packed.value(q, 0, k) = logits.value(q, 0, k);
    set_references(packed, queries);
    for (int v = 0; v < queries.vectors; ++v) {
      set_vectors(packed, 1, queries, v);
      Kernel kernel;
      kernel.loop = make_device_loop(packed);
      kernel.skip_below = static_cast<Real>(std::log(live_weight));
      kernel.scalars = device_array<double***>("covariance_sweep::scalars", kernel.loop.ranges, queries_, 3);
      kernel.sums =
          device_array<double***>("covariance_sweep::sums", kernel.loop.ranges, dimension_, queries_);
      kernels_.push_back(std::move(kernel));
    }
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    launch_all("regimes::covariance_sweep::device", std::span<Kernel>(kernels_),
               WeightedPoints<Real>::bytes() + Kernel::Scratch::alignment, points_, partition, first_tile,
               last_tile, begin, end);
    points_seen_ += partition.count(first_tile, last_tile, begin, end);
  }

  CovarianceProducts collect() override {
    const int vectors = static_cast<int>(kernels_.size());
    CovarianceProducts taken(queries_, vectors, dimension_);
    for (int v = 0; v < vectors; ++v) {
      const Kernel& kernel = kernels_[v];
      const auto scalars = copied_to_host(kernel.scalars);
      const auto sums = copied_to_host(kernel.sums);
      for (int range = 0; range < kernel.loop.ranges; ++range)
        for (int q = 0; q < queries_; ++q) {
          if (v == 0) taken.weight[q] += scalars(range, q, 0);
          taken.overlap[taken.at(q, v)] += scalars(range, q, 1);
          taken.square[taken.at(q, v)] += scalars(range, q, 2);
          for (int k = 0; k < dimension_; ++k)
            taken.sum[taken.at(q, v) * dimension_ + k] += sums(range, k, q);
        }
      Kokkos::deep_copy(kernel.scalars, 0.);
      Kokkos::deep_copy(kernel.sums, 0.);
    }
    taken.work.terms = points_seen_ * queries_;
    points_seen_ = 0;
    return taken;
  }

 private:
  int queries_, dimension_;
  DevicePoints points_;
  std::vector<Kernel> kernels_;  // [vector]
  std::int64_t points_seen_ = 0;
};

}  // namespace regimes::kernels
