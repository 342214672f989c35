#pragma once
/// Density estimates with kernels of compact support on a device: every (query, bandwidth) of a team adds the
/// points of a part to its sums.
#include <cmath>
#include <vector>

#include "kernels/compact.hpp"
#include "kernels/device_tile_loop.hpp"
#include "kernels/neighbours.hpp"
#include "kernels/sweep.hpp"

namespace regimes::kernels {

template <class Points, class Real>
struct DeviceCompactKernel {
  using Loop = DeviceTileLoop<Points, 1, Real>;
  using Member = typename Loop::Member;
  using Stages = typename Loop::Stages;

  Loop loop;
  DensityKernel kernel = DensityKernel::ball;
  double relative_error = 0;                ///< of D, see product_error.hpp
  DeviceArray<double*> squared_bandwidths;  ///< [bandwidth]
  DeviceArray<double*> squared_norms;       ///< [query]: |x|^2
  DeviceArray<CompactSums***> sums;         ///< [range][query][bandwidth]
  DeviceArray<Neighbour**> nearest;         ///< [range][query]

  KOKKOS_FUNCTION void operator()(const Member& team) const {
    const Stages stages(team);
    const int range = loop.range(team);
    loop.for_each_part(team, stages, [&](const Tile& part) {
      const int here = loop.queries_here(team), bandwidths = static_cast<int>(squared_bandwidths.extent(0));
      Kokkos::parallel_for(Kokkos::TeamThreadRange(team, here * bandwidths), [&](int i) {
        const int q = i % here, h = i / here;
        add(stages, part, q, loop.first_query(team) + q, h, range);
      });
      Kokkos::parallel_for(Kokkos::TeamThreadRange(team, here), [&](int q) {
        const int query = loop.first_query(team) + q;
        for (int p = 0; p < part.count; ++p)
          if (!loop.excludes(query, part.first + p))
            insert(&nearest(range, query), 1,
                   {static_cast<double>(loop.first_difference(stages, p, q, query)), part.first + p});
      });
    });
  }

 private:
  KOKKOS_FUNCTION void add(const Stages& stages, const Tile& part, int q, int query, int h, int range) const {
    const double squared = squared_bandwidths(h), norm_squared = squared_norms(query);
    const double edge = (norm_squared - squared) / 2, norm = math::sqrt(norm_squared);
    CompactSums& into = sums(range, query, h);
    for (int p = 0; p < part.count; ++p) {
      if (loop.excludes(query, part.first + p)) continue;
      const double excess = loop.first_difference(stages, p, q, query) - edge;
      const double half_norm = stages.half_norms(0, p);
      const double rounding = relative_error * (math::sqrt(2 * half_norm) * norm + half_norm);
      if (excess <= -rounding) continue;
      const bool is_small =
          kernel != DensityKernel::ball && into.count < few_points && excess < small_excess(squared);
      const double distance_squared =
          is_small || excess < rounding ? squared_distance(part, p, query) : squared - 2 * excess;
      if (distance_squared <= squared) into.add(compact_kernel(kernel, distance_squared, squared));
    }
  }

  /// By differences, in double.
  KOKKOS_FUNCTION double squared_distance(const Tile& part, int p, int query) const {
    using Coordinate = typename Points::template Coordinate<Real>;
    double sum = 0;
    Coordinate before = 1;
    for (int k = 0; k < loop.points.dimension; k += group_coordinates) {
      Coordinate a[group_coordinates] = {};
      loop.points.group(part, p, k / group_coordinates, a);
      if (loop.points.chained) follow_chain(a, before);
      for (int i = 0; i < group_coordinates && k + i < loop.points.dimension; ++i) {
        const double difference = static_cast<double>(loop.queries(0, query, k + i)) - a[i];
        sum += difference * difference;
      }
    }
    return sum;
  }
};

template <class Points, class Real>
class DeviceCompactSweep : public Sweep {
  using Kernel = DeviceCompactKernel<Points, Real>;

 public:
  DeviceCompactSweep(typename Kernel::Loop loop, DensityKernel kernel,
                     const std::vector<double>& bandwidths) {
    const int count = static_cast<int>(bandwidths.size()), queries = loop.query_count();
    kernel_.kernel = kernel;
    kernel_.relative_error = relative_product_error<Real>(loop.points.dimension);
    kernel_.squared_bandwidths = DeviceArray<double*>("regimes::compact_sweep::squared_bandwidths", count);
    kernel_.squared_norms = DeviceArray<double*>("regimes::compact_sweep::squared_norms", queries);
    kernel_.sums =
        DeviceArray<CompactSums***>("regimes::compact_sweep::device_sums", loop.ranges, queries, count);
    kernel_.nearest =
        DeviceArray<Neighbour**>("regimes::compact_sweep::device_nearest", loop.ranges, queries);
    const auto squared = Kokkos::create_mirror_view(kernel_.squared_bandwidths);
    for (int h = 0; h < count; ++h) squared(h) = bandwidths[h] * bandwidths[h];
    Kokkos::deep_copy(kernel_.squared_bandwidths, squared);
    const auto x = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), loop.queries);
    const auto norms = Kokkos::create_mirror_view(kernel_.squared_norms);
    for (int q = 0; q < queries; ++q) {
      norms(q) = 0;
      for (std::size_t k = 0; k < x.extent(2); ++k)
        norms(q) += static_cast<double>(x(0, q, k)) * static_cast<double>(x(0, q, k));
    }
    Kokkos::deep_copy(kernel_.squared_norms, norms);
    kernel_.loop = std::move(loop);
    clear();
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    launch("regimes::compact_sweep::device", kernel_, 0, partition, first_tile, last_tile, begin, end);
    points_seen_ += partition.count(first_tile, last_tile, begin, end);
  }

  PosteriorStates collect() override {
    const auto sums = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), kernel_.sums);
    const auto nearest = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), kernel_.nearest);
    const auto squared = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), kernel_.squared_bandwidths);
    PosteriorStates taken(static_cast<int>(sums.extent(1)), static_cast<int>(sums.extent(2)), 0);
    for (int range = 0; range < kernel_.loop.ranges; ++range)
      for (int q = 0; q < taken.queries; ++q)
        for (int h = 0; h < taken.times; ++h)
          taken.posterior[taken.at(q, h)].merge(
              sums(range, q, h).posterior(nearest(range, q).nearness / squared(h), nearest(range, q).index));
    taken.work.terms = points_seen_ * taken.queries * taken.times;
    points_seen_ = 0;
    clear();
    return taken;
  }

 private:
  void clear() {
    Kokkos::deep_copy(kernel_.sums, CompactSums{});
    Kokkos::deep_copy(kernel_.nearest, Neighbour{});
  }

  Kernel kernel_;
  std::int64_t points_seen_ = 0;
};

}  // namespace regimes::kernels
