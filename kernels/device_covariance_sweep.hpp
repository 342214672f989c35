#pragma once
/// Products of posterior covariances with vectors on a device: a launch for every vector, whose products a.v
/// stand beside x.a; a thread per query turns both into weights, then the team adds the weighted points
/// coordinate by coordinate.
#include <vector>

#include "kernels/covariance_sweep.hpp"
#include "kernels/device_tile_loop.hpp"
#include "kernels/math.hpp"
#include "kernels/packed_directions.hpp"

namespace regimes::kernels {

template <class Points, class Real>
struct DeviceCovarianceKernel {
  using Loop = DeviceTileLoop<Points, 2, Real>;
  using Member = typename Loop::Member;
  using Stages = typename Loop::Stages;
  using Shape = DeviceShape;

  Loop loop;
  Real skip_below = 0;
  DeviceArray<double** [3]> scalars;  ///< [range][query]: sum w, sum w g, sum w g^2
  DeviceArray<double***> sums;        ///< [range][query][coordinate]

  KOKKOS_FUNCTION void operator()(const Member& team) const {
    const Stages stages(team);
    loop.for_each_part(team, stages, [&](const Tile& part) {
      weigh(team, stages, part);
      team.team_barrier();
      add_weighted(team, stages, part);
    });
  }

 private:
  /// products -> w g, 0 of what is not alive.
  KOKKOS_FUNCTION void weigh(const Member& team, const Stages& stages, const Tile& part) const {
    const int range = loop.range(team);
    Kokkos::parallel_for(Kokkos::TeamThreadRange(team, loop.queries_here(team)), [&](int q) {
      const int query = loop.first_query(team) + q;
      double weights = 0, overlaps = 0, squares = 0;
      for (int p = 0; p < part.count; ++p) {
        const Real logit = loop.first_difference(stages, p, q, query),
                   weight = logit > skip_below ? math::exp(logit) : Real(0),
                   g = loop.second_difference(stages, p, q, query);
        weights += weight;
        overlaps += weight * g;
        squares += weight * g * g;
        stages.products(p, q) = weight * g;
      }
      scalars(range, query, 0) += weights;
      scalars(range, query, 1) += overlaps;
      scalars(range, query, 2) += squares;
    });
  }

  KOKKOS_FUNCTION void add_weighted(const Member& team, const Stages& stages, const Tile& part) const {
    const int range = loop.range(team), here = loop.queries_here(team), dimension = loop.points.dimension;
    for (int k0 = 0; k0 < dimension; k0 += Shape::coordinates) {
      loop.stage_points(team, part, k0, stages);
      team.team_barrier();
      // the first product with points and coordinates exchanged
      multiply_staged<Shape::thread_coordinates, Shape::thread_columns, Real>(
          team, Shape::coordinates, Loop::team_queries, part.count,
          [&](int k, int p) -> Real { return stages.a(k, p); },
          [&](int p, int q) -> Real { return stages.products(p, q); },
          [&](int k, int q, Real sum) {
            if (q < here && k0 + k < dimension) sums(range, loop.first_query(team) + q, k0 + k) += sum;
          });
      team.team_barrier();
    }
  }
};

template <class Points, class Real>
class DeviceCovarianceSweep : public CovarianceSweep {
  using Kernel = DeviceCovarianceKernel<Points, Real>;

 public:
  DeviceCovarianceSweep(const Points& points, const CovarianceQueries& queries,
                        const std::vector<double>& times)
      : queries_(queries.queries.count), dimension_(queries.queries.dimension) {
    const PackedQueries<Real, 1> logits = pack<Real>(queries.queries, times);
    PackedQueries<Real, 2> packed(queries_, dimension_);
    packed.norm_factor = logits.norm_factor;
    for (int q = 0; q < queries_; ++q)
      for (int k = 0; k < dimension_; ++k) packed.value(q, 0, k) = logits.value(q, 0, k);
    set_references(packed, queries);
    for (int v = 0; v < queries.vectors; ++v) {
      set_vectors(packed, 1, queries, v);
      Kernel kernel;
      kernel.loop = make_device_loop(points, packed);
      kernel.skip_below = static_cast<Real>(std::log(live_weight));
      kernel.scalars = DeviceArray<double** [3]>("regimes::covariance_sweep::device_scalars",
                                                 kernel.loop.ranges, queries_);
      kernel.sums = DeviceArray<double***>("regimes::covariance_sweep::device_sums", kernel.loop.ranges,
                                           queries_, dimension_);
      kernels_.push_back(std::move(kernel));
    }
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    for (Kernel& kernel : kernels_)
      launch("regimes::covariance_sweep::device", kernel, 0, partition, first_tile, last_tile, begin, end);
    points_seen_ += partition.count(first_tile, last_tile, begin, end);
  }

  CovarianceProducts collect() override {
    const int vectors = static_cast<int>(kernels_.size());
    CovarianceProducts taken(queries_, vectors, dimension_);
    for (int v = 0; v < vectors; ++v) {
      const Kernel& kernel = kernels_[v];
      const auto scalars = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), kernel.scalars);
      const auto sums = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), kernel.sums);
      for (int range = 0; range < kernel.loop.ranges; ++range)
        for (int q = 0; q < queries_; ++q) {
          if (v == 0) taken.weight[q] += scalars(range, q, 0);
          taken.overlap[taken.at(q, v)] += scalars(range, q, 1);
          taken.square[taken.at(q, v)] += scalars(range, q, 2);
          for (int k = 0; k < dimension_; ++k)
            taken.sum[taken.at(q, v) * dimension_ + k] += sums(range, q, k);
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
  std::vector<Kernel> kernels_;  // [vector]
  std::int64_t points_seen_ = 0;
};

}  // namespace regimes::kernels
