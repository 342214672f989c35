#pragma once
/// Density estimates with kernels of compact support on a device: every (query, bandwidth) of a team adds the
/// points of a part to its sums.
#include <utility>
#include <vector>

#include "kernels/compact.hpp"
#include "kernels/device/device_tile_loop.hpp"
#include "kernels/neighbours.hpp"
#include "kernels/sweep.hpp"

namespace regimes::kernels {

template <class Real>
struct DeviceCompactKernel {
  using Loop = DeviceTileLoop<1, Real>;
  using Scratch = typename Loop::Scratch;

  Loop loop;
  DensityKernel kernel = DensityKernel::ball;
  double relative_error = 0;                ///< of D, see product_error.hpp
  DeviceArray<double*> squared_bandwidths;  ///< [bandwidth]
  DeviceArray<double*> squared_norms;       ///< [query]: |x|^2
  DeviceArray<CompactSums***> sums;         ///< [range][query][bandwidth]
  DeviceArray<Neighbour**> nearest;         ///< [range][query]

  KOKKOS_FUNCTION void operator()(const DeviceMember& team) const {
    const Scratch scratch(team);
    const int range = loop.range(team);
    loop.for_each_part(team, scratch, [&](const Tile& part) {
      const int here = loop.queries_here(team), bandwidths = static_cast<int>(squared_bandwidths.extent(0));
      for_each_item(team, here * bandwidths,
                    [&](int i) { add(team, scratch, part, i % here, i / here, range); });
      for_each_item(team, here, [&](int q) {
        Neighbour& own = nearest(range, loop.first_query(team) + q);
        for (int p = 0; p < part.count; ++p) {
          const Real difference = scratch.differences[p * Loop::columns + q];
          if (difference > Real(excluded_below))
            insert(&own, 1, {static_cast<double>(difference), part.first + p});
        }
      });
    });
  }

 private:
  KOKKOS_FUNCTION void add(const DeviceMember& team, const Scratch& scratch, const Tile& part, int q, int h,
                           int range) const {
    const int query = loop.first_query(team) + q;
    const double squared = squared_bandwidths(h), norm_squared = squared_norms(query);
    const double edge = (norm_squared - squared) / 2, norm = math::sqrt(norm_squared);
    CompactSums& into = sums(range, query, h);
    for (int p = 0; p < part.count; ++p) {
      const Real difference = scratch.differences[p * Loop::columns + q];
      if (difference < Real(excluded_below)) continue;
      const double excess = difference - edge, half_norm = scratch.half_norms[p];
      const double rounding = relative_error * (math::sqrt(2 * half_norm) * norm + half_norm);
      if (excess <= -rounding) continue;
      const bool is_small =
          kernel != DensityKernel::ball && into.count < few_points && excess < small_excess(squared);
      const double distance_squared =
          is_small || excess < rounding ? squared_distance(team, part, p, q) : squared - 2 * excess;
      if (distance_squared <= squared) into.add(compact_kernel(kernel, distance_squared, squared));
    }
  }

  /// By differences, in double.
  KOKKOS_FUNCTION double squared_distance(const DeviceMember& team, const Tile& part, int p, int q) const {
    double sum = 0;
    for (int k = 0; k < loop.dimension; k += group_coordinates) {
      Real a[group_coordinates];
      loop.rows.group(part, p, k / group_coordinates, a);
      for (int i = 0; i < group_coordinates && k + i < loop.dimension; ++i) {
        const double difference = static_cast<double>(loop.queries(loop.query_tile(team), k + i, q)) - a[i];
        sum += difference * difference;
      }
    }
    return sum;
  }
};

template <class Real>
class DeviceCompactSweep : public Sweep {
  using Kernel = DeviceCompactKernel<Real>;

 public:
  DeviceCompactSweep(DevicePoints points, typename Kernel::Loop loop, const PackedQueries<Real, 1>& packed,
                     DensityKernel kernel, const std::vector<double>& bandwidths)
      : points_(std::move(points)) {
    points_.classes = 0;
    kernel_.kernel = kernel;
    kernel_.relative_error = relative_product_error<Real>(loop.dimension);
    std::vector<double> squared, norms(loop.query_count);
    for (const double h : bandwidths) squared.push_back(h * h);
    for (int q = 0; q < loop.query_count; ++q)
      for (int k = 0; k < loop.dimension; ++k) {
        const double x = packed.value(q, 0, k);
        norms[q] += x * x;
      }
    kernel_.squared_bandwidths = copied_to_device("compact_sweep::squared_bandwidths", squared);
    kernel_.squared_norms = copied_to_device("compact_sweep::squared_norms", norms);
    kernel_.sums =
        device_array<CompactSums***>("compact_sweep::sums", loop.ranges, loop.query_count, squared.size());
    kernel_.nearest = device_array<Neighbour**>("compact_sweep::nearest", loop.ranges, loop.query_count);
    kernel_.loop = std::move(loop);
    clear();
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    launch("regimes::compact_sweep::device", kernel_, 0, points_, partition, first_tile, last_tile, begin,
           end);
    points_seen_ += partition.count(first_tile, last_tile, begin, end);
  }

  PosteriorStates collect() override {
    const auto sums = copied_to_host(kernel_.sums);
    const auto nearest = copied_to_host(kernel_.nearest);
    const auto squared = copied_to_host(kernel_.squared_bandwidths);
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
  DevicePoints points_;
  std::int64_t points_seen_ = 0;
};

}  // namespace regimes::kernels
