#pragma once
/// The sweep on a device: a team per (tile of queries, range of points). Points and queries are staged in
/// scratch memory by chunks of coordinates; products of a tile of points stay there while every (query, time)
/// of the team adds them to its state. It compiles for any execution space; on a host it is the oracle of the
/// same code on a GPU.
#include <Kokkos_Core.hpp>
#include <vector>

#include "base/process.hpp"
#include "kernels/points.hpp"
#include "kernels/queries.hpp"
#include "kernels/sweep.hpp"

namespace regimes::kernels {

/// Sizes of the device sweep.
struct DeviceShape {
  static constexpr int points = 32;       ///< points staged together
  static constexpr int queries = 16;      ///< queries of a team
  static constexpr int coordinates = 32;  ///< coordinates staged together
};

/// The kernel: adds this rank's tiles [first_tile, last_tile) clipped to [begin, end) to `states`
/// [range][query][time].
template <class Points, int Products, class Real>
struct DeviceSweepKernel {
  using Execution = Kokkos::DefaultExecutionSpace;
  using Memory = Execution::memory_space;
  using Member = Kokkos::TeamPolicy<Execution>::member_type;
  using Stage = Kokkos::View<Real**, Kokkos::LayoutRight, Execution::scratch_memory_space,
                             Kokkos::MemoryTraits<Kokkos::Unmanaged>>;
  using Shape = DeviceShape;

  Points points;
  Kokkos::View<Real***, Kokkos::LayoutRight, Memory> queries;  ///< [product][query][coordinate]
  Kokkos::View<Real**, Kokkos::LayoutRight, Memory> origins;   ///< [product][query]
  Kokkos::View<std::int64_t*, Memory> exclude;                 ///< [query]
  Kokkos::View<Real**, Kokkos::LayoutRight, Memory> factors;   ///< [product][time]
  Real norm_factor;
  Kokkos::View<Posterior***, Kokkos::LayoutRight, Memory> states;
  Kokkos::View<LogSum****, Kokkos::LayoutRight, Memory> class_sums;  ///< [range][query][time][class]
  int ranges;
  Deal deal;
  std::int64_t first_tile = 0, last_tile = 0, begin = 0, end = 0;

  KOKKOS_FUNCTION int query_count() const { return static_cast<int>(queries.extent(1)); }

  static std::size_t scratch_bytes() {
    return Stage::shmem_size(Shape::points, Shape::coordinates + 1) +
           Stage::shmem_size(Products * Shape::queries, Shape::coordinates + 1) +
           Stage::shmem_size(Shape::points, Products * Shape::queries) + Stage::shmem_size(1, Shape::points);
  }

  KOKKOS_FUNCTION void operator()(const Member& team) const {
    const int first_query = team.league_rank() / ranges * Shape::queries, range = team.league_rank() % ranges;
    // One column more than needed, so that threads of a warp read from different banks.
    const Stage a(team.team_scratch(0), Shape::points, Shape::coordinates + 1);
    const Stage q(team.team_scratch(0), Products * Shape::queries, Shape::coordinates + 1);
    const Stage products(team.team_scratch(0), Shape::points, Products * Shape::queries);
    const Stage half_norms(team.team_scratch(0), 1, Shape::points);
    const std::int64_t tiles = last_tile - first_tile;
    for (std::int64_t t = first_tile + tiles * range / ranges; t < first_tile + tiles * (range + 1) / ranges;
         ++t) {
      const Tile tile = deal.tile(t, begin, end);
      for (int offset = 0; offset < tile.count; offset += Shape::points) {
        const int count = tile.count - offset < Shape::points ? tile.count - offset : Shape::points;
        const Tile part{tile.first + offset, count, tile.local_row + offset};
        multiply(team, part, first_query, a, q, products, half_norms);
        absorb(team, part, first_query, range, products, half_norms);
        team.team_barrier();
      }
    }
  }

 private:
  /// products[p][c] = a^p . q^c and half_norms[p] = |a^p|^2/2: 2 flop per (point, column, coordinate).
  KOKKOS_FUNCTION void multiply(const Member& team, const Tile& part, int first_query, const Stage& a,
                                const Stage& q, const Stage& products, const Stage& half_norms) const {
    constexpr int columns = Products * Shape::queries;
    for (int k0 = 0; k0 < points.dimension; k0 += Shape::coordinates) {
      const int width =
          points.dimension - k0 < Shape::coordinates ? points.dimension - k0 : Shape::coordinates;
      constexpr int groups = Shape::coordinates / group_coordinates;
      Kokkos::parallel_for(Kokkos::TeamThreadRange(team, part.count * groups), [&](int i) {
        const int p = i / groups, g = i % groups;
        float x[group_coordinates];
        points.group(part, p, k0 / group_coordinates + g, x);
        for (int j = 0; j < group_coordinates; ++j) a(p, g * group_coordinates + j) = x[j];
      });
      Kokkos::parallel_for(Kokkos::TeamThreadRange(team, columns * width), [&](int i) {
        const int column = i / width, k = i % width, query = first_query + column % Shape::queries;
        q(column, k) = query < query_count() ? queries(column / Shape::queries, query, k0 + k) : Real(0);
      });
      team.team_barrier();
      Kokkos::parallel_for(Kokkos::TeamThreadRange(team, part.count * columns), [&](int i) {
        const int p = i / columns, column = i % columns;
        Real sum = 0;
        for (int k = 0; k < width; ++k) sum += a(p, k) * q(column, k);
        products(p, column) = k0 == 0 ? sum : products(p, column) + sum;
      });
      Kokkos::parallel_for(Kokkos::TeamThreadRange(team, part.count), [&](int p) {
        Real sum = 0;
        for (int k = 0; k < width; ++k) sum += a(p, k) * a(p, k);
        half_norms(0, p) = (k0 == 0 ? Real(0) : half_norms(0, p)) + sum / 2;
      });
      team.team_barrier();
    }
  }

  /// The logit of one point (kernels/absorb.hpp has the equation).
  KOKKOS_FUNCTION Real logit(const Stage& products, const Stage& half_norms, int p, int q, int query,
                             int time) const {
    const Real first = (products(p, q) - origins(0, query)) - norm_factor * half_norms(0, p);
    if constexpr (Products == 2)
      return first * factors(0, time) +
             (products(p, Shape::queries + q) - origins(1, query)) * factors(1, time);
    else
      return first * factors(0, time);
  }

  /// Every (query, time) of the team adds the points of a part: sums in Real relative to their own maximum,
  /// then one merge.
  KOKKOS_FUNCTION void absorb(const Member& team, const Tile& part, int first_query, int range,
                              const Stage& products, const Stage& half_norms) const {
    const int times = static_cast<int>(factors.extent(1));
    const int here =
        query_count() - first_query < Shape::queries ? query_count() - first_query : Shape::queries;
    Kokkos::parallel_for(Kokkos::TeamThreadRange(team, here * times), [&](int i) {
      const int q = i % here, time = i / here, query = first_query + q;
      const std::int64_t excluded_point = exclude(query) - part.first;
      Posterior seen;
      for (int p = 0; p < part.count; ++p) {
        if (p == excluded_point) continue;
        const Real l = logit(products, half_norms, p, q, query, time);
        if (seen.nearest_index < 0 || l > seen.nearest_logit) {
          seen.nearest_logit = l;
          seen.nearest_index = part.first + p;
        }
      }
      if (seen.nearest_index < 0) return;
      seen.reference = seen.nearest_logit;
      Real sum = 0, logit_sum = 0, square_sum = 0;
      for (int p = 0; p < part.count; ++p) {
        if (p == excluded_point) continue;
        const Real x = logit(products, half_norms, p, q, query, time) - static_cast<Real>(seen.reference);
        const Real weight = math::exp(x);
        sum += weight;
        logit_sum += x * weight;
        square_sum += weight * weight;
        if (points.classes > 0) {
          LogSum& of_class = class_sums(range, query, time, points.class_of(part, p));
          of_class.merge({seen.reference, weight});
        }
      }
      seen.sum = sum;
      seen.logit_sum = logit_sum;
      seen.square_sum = square_sum;
      states(range, query, time).merge(seen);
    });
  }
};

/// Ranges of points that a device sweep handles apart: enough teams for a GPU, one per thread on a host.
template <class Execution>
int device_ranges() {
  constexpr int ranges_on_gpu = 256;
  constexpr bool on_host =
      Kokkos::SpaceAccessibility<Kokkos::HostSpace, typename Execution::memory_space>::accessible;
  return on_host ? Execution().concurrency() : ranges_on_gpu;
}

/// Drives the kernel; states of ranges are merged on the host when they are taken.
template <class Points, int Products, class Real>
class DeviceSweep : public Sweep {
  using Kernel = DeviceSweepKernel<Points, Products, Real>;

 public:
  explicit DeviceSweep(Kernel kernel) : kernel_(std::move(kernel)) { clear(); }

  void run(const Deal& deal, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    kernel_.deal = deal;
    kernel_.first_tile = first_tile;
    kernel_.last_tile = last_tile;
    kernel_.begin = begin;
    kernel_.end = end;
    const int query_tiles = (kernel_.query_count() + DeviceShape::queries - 1) / DeviceShape::queries;
    Kokkos::TeamPolicy<typename Kernel::Execution> policy(query_tiles * kernel_.ranges, Kokkos::AUTO);
    policy.set_scratch_size(0, Kokkos::PerTeam(static_cast<int>(Kernel::scratch_bytes())));
    Kokkos::parallel_for("regimes::sweep::device", policy, kernel_);
    Kokkos::fence();
    for (std::int64_t t = first_tile; t < last_tile; ++t) points_seen_ += deal.tile(t, begin, end).count;
  }

  PosteriorStates take() override {
    const auto states = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), kernel_.states);
    const auto class_sums = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), kernel_.class_sums);
    const int queries = static_cast<int>(states.extent(1)), times = static_cast<int>(states.extent(2));
    PosteriorStates taken(queries, times, kernel_.points.classes);
    for (int range = 0; range < kernel_.ranges; ++range)
      for (int q = 0; q < queries; ++q)
        for (int time = 0; time < times; ++time) {
          taken.posterior[taken.at(q, time)].merge(states(range, q, time));
          for (int c = 0; c < taken.classes; ++c)
            taken.class_sums[taken.at(q, time) * taken.classes + c].merge(class_sums(range, q, time, c));
        }
    clear();
    return taken;
  }

  std::int64_t terms() const override {
    return points_seen_ * kernel_.states.extent(1) * kernel_.states.extent(2);
  }
  std::int64_t skipped_terms() const override { return 0; }

 private:
  void clear() {
    Kokkos::deep_copy(kernel_.states, Posterior{});
    Kokkos::deep_copy(kernel_.class_sums, LogSum{});
  }

  Kernel kernel_;
  std::int64_t points_seen_ = 0;
};

}  // namespace regimes::kernels
