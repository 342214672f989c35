#pragma once
/// Density estimates with kernels of compact support on a CPU: from the largest bandwidth down, until no
/// point of the tile can lie within the ball of any query of a pack.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "kernels/compact.hpp"
#include "kernels/host/host_tile_loop.hpp"

namespace regimes::kernels {

template <class Points, class Real>
class HostCompactSweep : public Sweep {
  using Loop = HostTileLoop<Points, 1, Real>;
  using Pack = simd::Pack<Real>;
  using Mask = simd::Integers<Real>;
  static constexpr int lanes = Loop::Queries::lanes, width = simd::lanes<Real>, columns = tile_columns<Real>;

 public:
  HostCompactSweep(Loop loop, DensityKernel kernel, const std::vector<double>& bandwidths)
      : loop_(std::move(loop)),
        kernel_(kernel),
        bandwidths_(bandwidths),
        count_(static_cast<int>(bandwidths.size())),
        norms_("regimes::compact_sweep::norms", loop_.queries().groups, lanes),
        edges_("regimes::compact_sweep::edges", loop_.queries().groups, count_, lanes),
        best_("regimes::compact_sweep::best", loop_.ranges(), loop_.queries().groups, lanes),
        nearest_("regimes::compact_sweep::nearest", loop_.ranges(), loop_.queries().groups, lanes),
        sums_("regimes::compact_sweep::sums", loop_.ranges(), loop_.queries().groups, count_, lanes),
        work_("regimes::compact_sweep::work", loop_.ranges()) {
    find_edges();
    clear();
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    loop_.run(
        partition, first_tile, last_tile, begin, end, [&](int range, int group, TileProducts<Real>& tile) {
          const Rounding rounding = rounding_of(tile);
          for (int j = 0; j < lanes; j += width) {
            find_nearest(range, group, j, tile);
            accumulate(range, group, j, tile, rounding);
          }
          work_(range).terms += static_cast<std::int64_t>(tile.marks.count) * tile.marks.live_lanes * count_;
        });
  }

  PosteriorStates collect() override {
    PosteriorStates taken(loop_.queries().count, count_, 0);
    for (int range = 0; range < loop_.ranges(); ++range) {
      for (int q = 0; q < taken.queries; ++q)
        for (int h = 0; h < count_; ++h) {
          const int group = q / lanes, lane = q % lanes;
          if (nearest_(range, group, lane) < 0) continue;
          taken.posterior[taken.at(q, h)].merge(
              sums_(range, group, h, lane)
                  .posterior(
                      static_cast<double>(best_(range, group, lane)) / (bandwidths_[h] * bandwidths_[h]),
                      nearest_(range, group, lane)));
        }
      taken.work.merge(work_(range));
    }
    taken.work.reading_nanoseconds = loop_.take_reading_nanoseconds();
    clear();
    return taken;
  }

 private:
  void clear() {
    Kokkos::deep_copy(best_, Real(excluded));
    Kokkos::deep_copy(nearest_, std::int64_t{-1});
    for (std::size_t i = 0; i < sums_.size(); ++i) sums_.data()[i] = {};
    Kokkos::deep_copy(work_, Work{});
  }

  /// |x| and the edges (|x|^2 - h^2)/2 of all queries; nothing reaches those of padding.
  void find_edges() {
    for (int q = 0; q < loop_.queries().groups * lanes; ++q) {
      const int group = q / lanes, lane = q % lanes;
      double norm_squared = 0;
      for (int k = 0; k < loop_.queries().dimension; ++k) {
        const double x = loop_.queries().value(q, 0, k);
        norm_squared += x * x;
      }
      norms_(group, lane) = static_cast<Real>(std::sqrt(norm_squared));
      for (int h = 0; h < count_; ++h)
        edges_(group, h, lane) = q < loop_.queries().count
                                     ? static_cast<Real>((norm_squared - bandwidths_[h] * bandwidths_[h]) / 2)
                                     : -Real(excluded);
    }
  }

  /// The bound on the rounding of D is per_norm |x| + constant for the points of a tile.
  struct Rounding {
    Real per_norm, constant;
  };
  Rounding rounding_of(const TileProducts<Real>& tile) const {
    const double half_norm = *std::max_element(tile.half_norms, tile.half_norms + tile.marks.count);
    const double relative = relative_product_error<Real>(loop_.queries().dimension);
    return {static_cast<Real>(relative * std::sqrt(2 * half_norm)), static_cast<Real>(relative * half_norm)};
  }

  void find_nearest(int range, int group, int j, const TileProducts<Real>& tile) const {
    Pack best = simd::load(&best_(range, group, j));
    Mask found = Mask{} - 1;
    for (int p = 0; p < tile.marks.count; ++p) {
      const Pack d = simd::load(tile.differences + p * columns + j);
      const Mask nearer = (Mask)(d > best);
      best = simd::select(nearer, d, best);
      found = simd::select(nearer, Mask{} + p, found);
    }
    simd::store(&best_(range, group, j), best);
    for (int lane = 0; lane < width; ++lane)
      if (found[lane] >= 0) nearest_(range, group, j + lane) = tile.marks.first + found[lane];
  }

  void accumulate(int range, int group, int j, const TileProducts<Real>& tile, Rounding rounding) const {
    constexpr Real roundings_of_edge = 2 * std::numeric_limits<Real>::epsilon();
    const Pack norm = simd::load(&norms_(group, j));
    const Pack of_product = norm * rounding.per_norm + rounding.constant;
    Pack largest = simd::load(tile.differences + j);
    for (int p = 1; p < tile.marks.count; ++p)
      largest = simd::max(largest, simd::load(tile.differences + p * columns + j));
    for (int h = count_ - 1; h >= 0; --h) {
      const Real squared = static_cast<Real>(bandwidths_[h] * bandwidths_[h]);
      const Pack edge = simd::load(&edges_(group, h, j)),
                 near = of_product + (norm * norm + squared) * roundings_of_edge;
      if (!simd::any_greater(largest + near, edge)) {
        work_(range).skipped += static_cast<std::int64_t>(tile.marks.count) *
                                std::clamp(tile.marks.live_lanes - j, 0, width) * (h + 1);
        return;
      }
      add_points(range, group, j, h, tile, edge, near);
    }
  }

  /// Points that are certainly inside are added at once, those near the edge one by one.
  void add_points(int range, int group, int j, int h, const TileProducts<Real>& tile, Pack edge,
                  Pack near) const {
    const Real to_kernel = static_cast<Real>(2 / (bandwidths_[h] * bandwidths_[h]));
    const bool is_ball = kernel_ == DensityKernel::ball;
    if (!is_ball && has_few_points(range, group, j, h))
      near = simd::max(near, simd::splat(static_cast<Real>(small_excess(bandwidths_[h] * bandwidths_[h]))));
    Pack sum{}, square_sum{}, count{};
    const Pack one = simd::splat(Real(1));
    for (int p = 0; p < tile.marks.count; ++p) {
      const Pack excess = simd::load(tile.differences + p * columns + j) - edge;
      if (!simd::any_greater(excess, -near)) continue;
      const Mask inside = (Mask)(excess >= near);
      const Pack value = simd::select(inside, is_ball ? one : excess * to_kernel, Pack{});
      sum += value;
      square_sum += value * value;
      count += simd::select(inside, one, Pack{});
      if (simd::any_greater(near, simd::max(excess, -excess)))
        for (int lane = 0; lane < width; ++lane)
          if (std::abs(excess[lane]) < near[lane]) look_again(range, group, j + lane, h, tile, p);
    }
    for (int lane = 0; lane < width; ++lane) {
      CompactSums& sums = sums_(range, group, h, j + lane);
      sums.sum += sum[lane];
      sums.square_sum += square_sum[lane];
      sums.count += count[lane];
    }
  }

  bool has_few_points(int range, int group, int j, int h) const {
    const CompactSums* sums = &sums_(range, group, h, j);
    return std::any_of(sums, sums + width, [](const CompactSums& s) { return s.count < few_points; });
  }

  __attribute__((noinline)) void look_again(int range, int group, int lane, int h,
                                            const TileProducts<Real>& tile, int p) const {
    const double squared = bandwidths_[h] * bandwidths_[h];
    double distance_squared = 0;
    for (int k = 0; k < loop_.queries().dimension; ++k) {
      const double a = tile.points.a[p * tile.points.point_stride + k * tile.points.coordinate_stride];
      const double difference = loop_.queries().value(group * lanes + lane, 0, k) - a;
      distance_squared += difference * difference;
    }
    if (distance_squared <= squared)
      sums_(range, group, h, lane).add(compact_kernel(kernel_, distance_squared, squared));
  }

  Loop loop_;
  DensityKernel kernel_;
  std::vector<double> bandwidths_;  // ascending
  int count_;
  HostArray<Real**> norms_;             // [group][lane]: |x|
  HostArray<Real***> edges_;            // [group][bandwidth][lane]
  HostArray<Real***> best_;             // [range][group][lane]: largest D
  HostArray<std::int64_t***> nearest_;  // [range][group][lane]
  HostArray<CompactSums****> sums_;     // [range][group][bandwidth][lane]
  HostArray<Work*> work_;               // [range]
};

}  // namespace regimes::kernels
