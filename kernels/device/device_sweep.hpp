#pragma once
/// Posterior states on a device: every (query, few times) of a team adds the differences of a part to its
/// states.
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "kernels/device/device_tile_loop.hpp"
#include "kernels/device/device_time_sums.hpp"
#include "kernels/packs/accumulate.hpp"
#include "kernels/sweep.hpp"

namespace regimes::kernels {

template <int Products, class Real>
struct DeviceSweepKernel {
  using Loop = DeviceTileLoop<Products, Real>;
  using Scratch = typename Loop::Scratch;
  static constexpr int columns = Loop::columns, team_queries = Loop::team_queries;

  Loop loop;
  DeviceArray<Real**> factors;     ///< [product][time], times log2 e
  DeviceArray<Real**> common;      ///< [time][query]: the common reference, or no_reference
  DeviceArray<Real***> reference;  ///< of the sums, no_reference before the first; [range][time][query]
  DeviceArray<double***> sum, logit_sum, square_sum;  ///< likewise
  DeviceArray<Real***> best;                          ///< the largest logit
  DeviceArray<std::int64_t***> nearest;               ///< and its point
  DeviceArray<double****> class_sums;                 ///< [range][time][class][query]

  KOKKOS_FUNCTION void operator()(const DeviceMember& team) const {
    const Scratch scratch(team);
    const int times = static_cast<int>(factors.extent(1));
    loop.for_each_part(team, scratch, [&](const Tile& part) {
      if (loop.rows.classes > 0)
        accumulate<device_times, true>(team, scratch, part);
      else if (times >= device_times)
        accumulate<device_times, false>(team, scratch, part);
      else
        accumulate<1, false>(team, scratch, part);
    });
  }

 private:
  template <int Times>
  using Sums = DeviceTimeSums<Times, Products, Real>;

  /// Where the states of a query are.
  struct Place {
    int range, query, first_time, times;  ///< [first_time, times) are there
    KOKKOS_FORCEINLINE_FUNCTION bool has(int i) const { return first_time + i < times; }
  };

  /// The sums of a part join those of a state as scale (sum + ...), and shift is that of its logits.
  struct Joining {
    double scale = 1, shift = 0;
  };

  template <int Times, bool Classes>
  KOKKOS_FORCEINLINE_FUNCTION void accumulate(const DeviceMember& team, const Scratch& scratch,
                                              const Tile& part) const {
    const int times = static_cast<int>(factors.extent(1)), here = loop.queries_here(team),
              groups = (times + Times - 1) / Times;
    for_each_item(team, groups * team_queries, [&](int item) {
      const int q = item % team_queries;
      if (q >= here) return;
      const Place place{loop.range(team), loop.first_query(team) + q, item / team_queries * Times, times};
      add_part<Times, Classes>(scratch, part, q, place);
    });
  }

  template <int Times, bool Classes>
  KOKKOS_FORCEINLINE_FUNCTION void add_part(const Scratch& scratch, const Tile& part, int q,
                                            const Place& place) const {
    const Real* const differences = scratch.differences + q;
    Sums<Times> sums;
    bool looks_first = Classes;  // what a class gets is added on the way, with the last word on references
    REGIMES_DEVICE_UNROLL
    for (int i = 0; i < Times; ++i) looks_first |= !begin(sums, i, place);
    if (looks_first) {
      sums.clear();
      for (int p = 0; p < part.count; ++p) sums.look(differences + p * columns);
      sums.move_references();
    }
    Joining joining[Times];
    if constexpr (Classes) {
      follow<Times>(sums, place, joining);
      sums.clear();
      for (int p = 0; p < part.count;) {
        const int c = scratch.classes[scratch.order[p]], end = scratch.run_end[p];
        Real before[Times];
        sums.begin_run(before);
        for (; p < end; ++p) sums.template add<true>(differences + p * columns);
        REGIMES_DEVICE_UNROLL
        for (int i = 0; i < Times; ++i)
          if (place.has(i) && sums.reference[i] < Real(unreachable))
            class_sums(place.range, place.first_time + i, c, place.query) += joining[i].scale * sums.sum[i];
        sums.end_run(before);
      }
    } else {
      do {
        sums.clear();
        int p = 0;
        for (; p + device_noted_points <= part.count; p += device_noted_points) {
          REGIMES_DEVICE_UNROLL
          for (int j = 0; j < device_noted_points; ++j)
            sums.template add<false>(differences + (p + j) * columns);
          sums.note(p);
        }
        for (; p < part.count; ++p) {
          sums.template add<false>(differences + p * columns);
          sums.note(p);
        }
      } while (sums.move_references());
      follow<Times>(sums, place, joining);
    }
    REGIMES_DEVICE_UNROLL
    for (int i = 0; i < Times; ++i) {
      if (!place.has(i)) continue;
      join(sums, i, place, joining[i]);
      const int from = Classes ? 0 : sums.where[i], noted = from + device_noted_points,
                to = Classes || noted > part.count ? part.count : noted;
      see_nearest(scratch, part, q, sums, i, from, to, place);
    }
  }

  /// Factors and the reference of a time; false where there is no reference yet.
  template <int Times>
  KOKKOS_FORCEINLINE_FUNCTION bool begin(Sums<Times>& sums, int i, const Place& place) const {
    if (!place.has(i)) {
      sums.first[i] = sums.second[i] = 0;
      sums.reference[i] = Real(unreachable);
      return true;
    }
    const int time = place.first_time + i;
    sums.first[i] = factors(0, time);
    sums.second[i] = factors(1, time);
    const Real shared = common(time, place.query);
    sums.reference[i] = shared > Real(no_reference) ? shared : reference(place.range, time, place.query);
    return sums.reference[i] > Real(no_reference);
  }

  /// The references of states become the larger of their own and those of the part.
  template <int Times>
  KOKKOS_FORCEINLINE_FUNCTION void follow(const Sums<Times>& sums, const Place& place,
                                          Joining (&joining)[Times]) const {
    REGIMES_DEVICE_UNROLL
    for (int i = 0; i < Times; ++i) {
      if (!place.has(i) || sums.reference[i] >= Real(unreachable)) continue;
      Real& own = reference(place.range, place.first_time + i, place.query);
      if (own != sums.reference[i]) joining[i] = rebase(own, sums.reference[i], place, place.first_time + i);
    }
  }

  KOKKOS_FUNCTION Joining rebase(Real& own, Real of_part, const Place& place, int time) const {
    // Differences of float references are exact, and so is what powers of two make of them.
    const double steps = static_cast<double>(of_part) - own, shift = steps * ln_2;
    if (steps < 0) return {math::exp2(steps), shift};
    if (own > Real(no_reference)) {
      const double factor = math::exp2(-steps);
      double& total = sum(place.range, time, place.query);
      double& total_logits = logit_sum(place.range, time, place.query);
      total_logits = factor * (total_logits - shift * total);
      total *= factor;
      square_sum(place.range, time, place.query) *= factor * factor;
      for (int c = 0; c < loop.rows.classes; ++c) class_sums(place.range, time, c, place.query) *= factor;
    }
    own = of_part;
    return {};
  }

  template <int Times>
  KOKKOS_FORCEINLINE_FUNCTION void join(const Sums<Times>& sums, int i, const Place& place,
                                        Joining joining) const {
    if (sums.reference[i] >= Real(unreachable)) return;
    const int time = place.first_time + i;
    // sum (l - to) e^{l - to} = e^{r - to} (sum (l - r) e^{l - r} + (r - to) sum e^{l - r})
    sum(place.range, time, place.query) += joining.scale * sums.sum[i];
    logit_sum(place.range, time, place.query) +=
        joining.scale * (ln_2 * sums.logit_sum[i] + joining.shift * sums.sum[i]);
    square_sum(place.range, time, place.query) += joining.scale * joining.scale * sums.square_sum[i];
  }

  /// Looks for a nearer point among those at [first, last), where the largest logit of the part is.
  template <int Times>
  KOKKOS_FORCEINLINE_FUNCTION void see_nearest(const Scratch& scratch, const Tile& part, int q,
                                               const Sums<Times>& sums, int i, int first, int last,
                                               const Place& place) const {
    Real& nearest_logit = best(place.range, place.first_time + i, place.query);
    if (!(sums.largest[i] > nearest_logit) || !sums.has_points(i)) return;
    std::int64_t index = -1;
    Real largest = nearest_logit;
    for (int p = first; p < last; ++p) {
      const Real logit = sums.logit(i, scratch.differences + p * columns + q);
      const std::int64_t here = part.first + loop.point_at(scratch, p);
      if (logit > largest || (logit == largest && here < index)) {
        largest = logit;
        index = here;
      }
    }
    if (index < 0) return;
    nearest_logit = largest;
    nearest(place.range, place.first_time + i, place.query) = index;
  }
};

/// Drives the kernel; states of ranges are merged on the host when they are taken.
template <int Products, class Real>
class DeviceSweep : public Sweep {
  using Kernel = DeviceSweepKernel<Products, Real>;

 public:
  /// factors: one per time, from which those of Real are rounded.
  DeviceSweep(DevicePoints points, typename Kernel::Loop loop,
              const std::vector<LogitFactors<double>>& factors)
      : points_(std::move(points)), times_(static_cast<int>(factors.size())) {
    const int queries = loop.query_count, ranges = loop.ranges;
    HostCopy<Real**> host_factors("regimes::sweep::host_factors", 2, times_);
    for (int time = 0; time < times_; ++time) {
      host_factors(0, time) = static_cast<Real>(factors[time].first / ln_2);
      host_factors(1, time) = static_cast<Real>(factors[time].second / ln_2);
    }
    kernel_.factors = device_array<Real**>("sweep::factors", 2, times_);
    Kokkos::deep_copy(kernel_.factors, host_factors);
    kernel_.common = device_array<Real**>("sweep::common_references", times_, queries);
    kernel_.reference = device_array<Real***>("sweep::references", ranges, times_, queries);
    kernel_.sum = device_array<double***>("sweep::sums", ranges, times_, queries);
    kernel_.logit_sum = device_array<double***>("sweep::logit_sums", ranges, times_, queries);
    kernel_.square_sum = device_array<double***>("sweep::square_sums", ranges, times_, queries);
    kernel_.best = device_array<Real***>("sweep::nearest_logits", ranges, times_, queries);
    kernel_.nearest = device_array<std::int64_t***>("sweep::nearest", ranges, times_, queries);
    kernel_.class_sums =
        device_array<double****>("sweep::class_sums", ranges, times_, points_.classes, queries);
    kernel_.loop = std::move(loop);
    share_references({});
  }

  void share_references(const std::vector<double>& logits) override {
    const int queries = kernel_.loop.query_count;
    HostCopy<Real**> common("regimes::sweep::host_references", times_, queries);
    for (int time = 0; time < times_; ++time)
      for (int q = 0; q < queries; ++q)
        common(time, q) =
            logits.empty()
                ? Real(no_reference)
                : static_cast<Real>(std::clamp<double>(
                      logits[static_cast<std::size_t>(q) * times_ + time] / ln_2, no_reference, unreachable));
    Kokkos::deep_copy(kernel_.common, common);
    clear();
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    launch("regimes::sweep::device", kernel_, 0, points_, partition, first_tile, last_tile, begin, end);
    points_seen_ += partition.count(first_tile, last_tile, begin, end);
  }

  PosteriorStates collect() override {
    const auto reference = copied_to_host(kernel_.reference), best = copied_to_host(kernel_.best);
    const auto sum = copied_to_host(kernel_.sum), logit_sum = copied_to_host(kernel_.logit_sum),
               square_sum = copied_to_host(kernel_.square_sum);
    const auto nearest = copied_to_host(kernel_.nearest);
    const auto class_sums = copied_to_host(kernel_.class_sums);
    PosteriorStates taken(kernel_.loop.query_count, times_, points_.classes);
    for (int range = 0; range < kernel_.loop.ranges; ++range)
      for (int time = 0; time < times_; ++time)
        for (int q = 0; q < taken.queries; ++q) {
          const Natural natural(reference(range, time, q));
          Posterior state;
          state.reference = natural.reference;
          state.sum = natural.factor * sum(range, time, q);
          state.logit_sum =
              natural.factor * (logit_sum(range, time, q) + natural.shift * sum(range, time, q));
          state.square_sum = natural.factor * natural.factor * square_sum(range, time, q);
          state.nearest_index = nearest(range, time, q);
          if (state.nearest_index >= 0) state.nearest_logit = ln_2 * best(range, time, q);
          taken.posterior[taken.at(q, time)].merge(state);
          for (int c = 0; c < taken.classes; ++c) {
            const LogSum of_class{natural.reference, natural.factor * class_sums(range, time, c, q)};
            taken.class_sums[taken.at(q, time) * taken.classes + c].merge(of_class);
          }
        }
    taken.work.terms = points_seen_ * taken.queries * taken.times;
    points_seen_ = 0;
    clear();
    return taken;
  }

 private:
  /// A reference in units of 1, rounded to Real, so that differences between such are exact, as those of the
  /// host are; and what the rounding makes of sums.
  struct Natural {
    explicit Natural(double in_ln_2)
        : reference(static_cast<Real>(ln_2 * in_ln_2)),
          shift(std::abs(in_ln_2) < unreachable ? std::fma(ln_2, in_ln_2, -reference) + ln_2_rest * in_ln_2
                                                : 0),
          factor(std::exp(shift)) {}
    double reference, shift, factor;
  };

  void clear() {
    for (int range = 0; range < kernel_.loop.ranges; ++range)
      Kokkos::deep_copy(Kokkos::subview(kernel_.reference, range, Kokkos::ALL, Kokkos::ALL), kernel_.common);
    Kokkos::deep_copy(kernel_.sum, 0.);
    Kokkos::deep_copy(kernel_.logit_sum, 0.);
    Kokkos::deep_copy(kernel_.square_sum, 0.);
    Kokkos::deep_copy(kernel_.best, Real(no_reference));
    Kokkos::deep_copy(kernel_.nearest, std::int64_t{-1});
    Kokkos::deep_copy(kernel_.class_sums, 0.);
  }

  Kernel kernel_;
  DevicePoints points_;
  int times_;
  std::int64_t points_seen_ = 0;
};

}  // namespace regimes::kernels
