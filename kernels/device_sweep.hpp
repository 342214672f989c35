#pragma once
/// Posterior states on a device: every (query, time) of a team adds the products of a part to its state.
#include <vector>

#include "kernels/accumulate.hpp"
#include "kernels/device_tile_loop.hpp"
#include "kernels/sweep.hpp"

namespace regimes::kernels {

template <class Points, int Products, class Real>
struct DeviceSweepKernel {
  using Loop = DeviceTileLoop<Points, Products, Real>;
  using Member = typename Loop::Member;
  using Stages = typename Loop::Stages;

  Loop loop;
  DeviceArray<Real**> factors;         ///< [product][time]
  DeviceArray<Posterior***> states;    ///< [range][query][time]
  DeviceArray<LogSum****> class_sums;  ///< [range][query][time][class]

  KOKKOS_FUNCTION void operator()(const Member& team) const {
    const Stages stages(team);
    loop.for_each_part(team, stages, [&](const Tile& part) { accumulate(team, stages, part); });
  }

 private:
  KOKKOS_FUNCTION Real logit(const Stages& stages, int p, int q, int query, int time) const {
    const Real first = loop.first_difference(stages, p, q, query) * factors(0, time);
    if constexpr (Products == 2)
      return first + loop.second_difference(stages, p, q, query) * factors(1, time);
    else
      return first;
  }

  /// Sums in Real relative to the part's own maximum, then one merge.
  KOKKOS_FUNCTION void accumulate(const Member& team, const Stages& stages, const Tile& part) const {
    const int times = static_cast<int>(factors.extent(1)), here = loop.queries_here(team),
              range = loop.range(team);
    Kokkos::parallel_for(Kokkos::TeamThreadRange(team, here * times), [&](int i) {
      const int q = i % here, time = i / here, query = loop.first_query(team) + q;
      Posterior seen;
      for (int p = 0; p < part.count; ++p) {
        if (loop.excludes(query, part.first + p)) continue;
        const Real l = logit(stages, p, q, query, time);
        if (seen.nearest_index < 0 || l > seen.nearest_logit) {
          seen.nearest_logit = l;
          seen.nearest_index = part.first + p;
        }
      }
      if (seen.nearest_index < 0) return;
      seen.reference = seen.nearest_logit;
      Real sum = 0, logit_sum = 0, square_sum = 0;
      for (int p = 0; p < part.count; ++p) {
        if (loop.excludes(query, part.first + p)) continue;
        const Real x = logit(stages, p, q, query, time) - static_cast<Real>(seen.reference),
                   weight = math::exp(x);
        sum += weight;
        logit_sum += x * weight;
        square_sum += weight * weight;
        if (loop.points.classes > 0)
          class_sums(range, query, time, loop.points.class_of(part, p)).merge({seen.reference, weight});
      }
      seen.sum = sum;
      seen.logit_sum = logit_sum;
      seen.square_sum = square_sum;
      states(range, query, time).merge(seen);
    });
  }
};

/// Drives the kernel; states of ranges are merged on the host when they are taken.
template <class Points, int Products, class Real>
class DeviceSweep : public Sweep {
  using Kernel = DeviceSweepKernel<Points, Products, Real>;

 public:
  DeviceSweep(typename Kernel::Loop loop, const std::vector<LogitFactors<Real>>& factors) {
    const int times = static_cast<int>(factors.size()), queries = loop.query_count();
    kernel_.factors = DeviceArray<Real**>("regimes::sweep::factors", 2, times);
    kernel_.states = DeviceArray<Posterior***>("regimes::sweep::device_states", loop.ranges, queries, times);
    kernel_.class_sums = DeviceArray<LogSum****>("regimes::sweep::device_class_sums", loop.ranges, queries,
                                                 times, loop.points.classes);
    const auto host_factors = Kokkos::create_mirror_view(kernel_.factors);
    for (int time = 0; time < times; ++time) {
      host_factors(0, time) = factors[time].first;
      host_factors(1, time) = factors[time].second;
    }
    Kokkos::deep_copy(kernel_.factors, host_factors);
    kernel_.loop = std::move(loop);
    clear();
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    launch("regimes::sweep::device", kernel_, 0, partition, first_tile, last_tile, begin, end);
    points_seen_ += partition.count(first_tile, last_tile, begin, end);
  }

  PosteriorStates collect() override {
    const auto states = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), kernel_.states);
    const auto class_sums = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), kernel_.class_sums);
    const int queries = static_cast<int>(states.extent(1)), times = static_cast<int>(states.extent(2));
    PosteriorStates taken(queries, times, kernel_.loop.points.classes);
    for (int range = 0; range < kernel_.loop.ranges; ++range)
      for (int q = 0; q < queries; ++q)
        for (int time = 0; time < times; ++time) {
          taken.posterior[taken.at(q, time)].merge(states(range, q, time));
          for (int c = 0; c < taken.classes; ++c)
            taken.class_sums[taken.at(q, time) * taken.classes + c].merge(class_sums(range, q, time, c));
        }
    taken.work.terms = points_seen_ * taken.queries * taken.times;
    points_seen_ = 0;
    clear();
    return taken;
  }

 private:
  void clear() {
    Kokkos::deep_copy(kernel_.states, Posterior{});
    Kokkos::deep_copy(kernel_.class_sums, LogSum{});
  }

  Kernel kernel_;
  std::int64_t points_seen_ = 0;
};

}  // namespace regimes::kernels
