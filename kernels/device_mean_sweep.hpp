#pragma once
/// Posterior means on a device: a thread per query turns the differences of a part into weights, then the
/// team multiplies these with the points a second time.
#include <utility>
#include <vector>

#include "kernels/device_tile_loop.hpp"
#include "kernels/sweep.hpp"

namespace regimes::kernels {

template <class Real>
struct DeviceMeanKernel {
  using Loop = DeviceTileLoop<1, Real>;
  using Scratch = typename Loop::Scratch;
  using Shape = DeviceShape<Real>;
  using Sums = RegisterTile<Real>;
  static constexpr int staged_points = Shape::coordinates;  ///< of the second product

  Loop loop;
  DeviceArray<Posterior**> states;  ///< [range][query]
  DeviceArray<double***> sums;      ///< [range][coordinate][query], relative to the state's reference

  /// [staged point][coordinate], padded like the points of a stage; then the factor of the sums so far that
  /// each query keeps.
  static constexpr int staged_numbers = staged_points * Shape::padded_points;
  KOKKOS_FUNCTION static constexpr std::size_t more_scratch() {
    return (staged_numbers + Loop::team_queries) * sizeof(Real);
  }

  KOKKOS_FUNCTION void operator()(const DeviceMember& team) const {
    const Scratch scratch(team);
    const int level = scratch_level;
    const std::ptrdiff_t alignment = Scratch::alignment;
    Real* const staged =
        static_cast<Real*>(team.team_scratch(level).get_shmem_aligned(more_scratch(), alignment));
    Real* const keep = staged + staged_numbers;
    loop.for_each_part(team, scratch, [&](const Tile& part) {
      weigh(team, scratch, part, keep);
      add_weighted(team, scratch, part, staged, keep);
    });
  }

 private:
  /// Differences -> weights relative to the reference after this part.
  KOKKOS_FUNCTION void weigh(const DeviceMember& team, const Scratch& scratch, const Tile& part,
                             Real* keep) const {
    for_each_item(team, loop.queries_here(team), [&](int q) {
      Real* const column = scratch.differences + q;
      Real largest = column[0];
      int nearest = 0;
      for (int p = 1; p < part.count; ++p)
        if (column[p * Loop::columns] > largest) {
          largest = column[p * Loop::columns];
          nearest = p;
        }
      Posterior& state = states(loop.range(team), loop.first_query(team) + q);
      const bool is_first = state.empty();
      const double before = state.reference;
      const Real reference =
          is_first || largest > static_cast<Real>(before) ? largest : static_cast<Real>(before);
      Real sum = 0, logit_sum = 0, square_sum = 0;
      for (int p = 0; p < Shape::points; ++p) {  // behind the last point weights are 0
        const Real x = column[p * Loop::columns] - reference, weight = math::exp(x);
        column[p * Loop::columns] = weight;
        sum += weight;
        logit_sum += x * weight;
        square_sum += weight * weight;
      }
      Posterior seen;
      seen.reference = reference;
      seen.sum = sum;
      seen.logit_sum = logit_sum;
      seen.square_sum = square_sum;
      seen.nearest_logit = largest;
      seen.nearest_index = part.first + nearest;
      state.merge(seen);
      keep[q] = is_first ? Real(0) : static_cast<Real>(math::exp(before - state.reference));
    });
  }

  /// The first product with coordinates for points, and points for coordinates.
  KOKKOS_FUNCTION void add_weighted(const DeviceMember& team, const Scratch& scratch, const Tile& part,
                                    Real* staged, const Real* keep) const {
    constexpr int groups = Shape::points / group_coordinates;
    for (int k0 = 0; k0 < loop.dimension; k0 += Shape::points) {
      Sums added[thread_slots];
      for_each_thread(team, [&](int, int slot) { added[slot].clear(); });
      for (int p0 = 0; p0 < part.count; p0 += staged_points) {
        team.team_barrier();
        for_each_item(team, staged_points * groups, [&](int i) {
          const int p = i / groups, g = i % groups;
          Real x[group_coordinates] = {};
          if (p0 + p < part.count) loop.rows.group(part, p0 + p, k0 / group_coordinates + g, x);
          for (int j = 0; j < group_coordinates; ++j)
            staged[p * Shape::padded_points + g * group_coordinates + j] = x[j];
        });
        team.team_barrier();
        for_each_thread(team, [&](int thread, int slot) {
          added[slot].template add_products<staged_points>(thread, staged,
                                                           scratch.differences + p0 * Loop::columns);
        });
      }
      for_each_thread(team, [&](int thread, int slot) { store(team, added[slot], thread, k0, keep); });
    }
  }

  KOKKOS_FORCEINLINE_FUNCTION void store(const DeviceMember& team, const Sums& added, int thread, int k0,
                                         const Real* keep) const {
    const int here = loop.queries_here(team);
    REGIMES_DEVICE_UNROLL
    for (int i = 0; i < Sums::rows; ++i) {
      const int k = k0 + Sums::row(thread, i);
      REGIMES_DEVICE_UNROLL
      for (int j = 0; j < Sums::columns; ++j) {
        const int q = Sums::column(thread, j);
        if (k >= loop.dimension || q >= here) continue;
        double& total = sums(loop.range(team), k, loop.first_query(team) + q);
        total = total * keep[q] + added.sums[i][j];
      }
    }
  }
};

template <class Real>
class DeviceMeanSweep : public MeanSweep {
  using Kernel = DeviceMeanKernel<Real>;

 public:
  DeviceMeanSweep(DevicePoints points, typename Kernel::Loop loop) : points_(std::move(points)) {
    points_.classes = 0;
    kernel_.states = device_array<Posterior**>("mean_sweep::states", loop.ranges, loop.query_count);
    kernel_.sums = device_array<double***>("mean_sweep::sums", loop.ranges, loop.dimension, loop.query_count);
    kernel_.loop = std::move(loop);
    clear();
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    launch("regimes::mean_sweep::device", kernel_, Kernel::more_scratch() + Kernel::Scratch::alignment,
           points_, partition, first_tile, last_tile, begin, end);
    points_seen_ += partition.count(first_tile, last_tile, begin, end);
  }

  PosteriorMeans collect() override {
    const auto states = copied_to_host(kernel_.states);
    const auto sums = copied_to_host(kernel_.sums);
    PosteriorMeans taken(kernel_.loop.query_count, kernel_.loop.dimension);
    std::vector<double> of_query(sums.extent(1));
    for (int range = 0; range < kernel_.loop.ranges; ++range)
      for (int q = 0; q < taken.queries; ++q) {
        for (std::size_t k = 0; k < of_query.size(); ++k) of_query[k] = sums(range, k, q);
        taken.merge(q, states(range, q), of_query.data());
      }
    taken.work.terms = points_seen_ * taken.queries;
    points_seen_ = 0;
    clear();
    return taken;
  }

 private:
  void clear() {
    Kokkos::deep_copy(kernel_.states, Posterior{});
    Kokkos::deep_copy(kernel_.sums, 0.);
  }

  Kernel kernel_;
  DevicePoints points_;
  std::int64_t points_seen_ = 0;
};

}  // namespace regimes::kernels
