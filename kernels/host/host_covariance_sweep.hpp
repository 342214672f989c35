#pragma once
/// Products of posterior covariances with vectors on a CPU: the weights of a tile, still in the first-level
/// cache, choose the rows that are alive. These are kept until there are enough of them to meet the vectors
/// of the group, two products for each, whose numbers are more than the caches hold.
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "kernels/covariance_sweep.hpp"
#include "kernels/host/host_tile_loop.hpp"
#include "kernels/packs/packed_directions.hpp"

namespace regimes::kernels {

template <class Points, class Real>
class HostCovarianceSweep : public CovarianceSweep {
  using Loop = HostTileLoop<Points, 1, Real>;
  using Vectors = PackedQueries<Real, 1>;
  static constexpr int lanes = Loop::Queries::lanes;
  /// Live rows that meet the vectors together, and how many times they do before sums are added in double.
  static constexpr int rows_together = 2 * tile_points;
  static constexpr int meetings_per_flush = tiles_per_flush * tile_points / rows_together;

 public:
  HostCovarianceSweep(const Points& points, const CovarianceQueries& queries,
                      const std::vector<double>& times)
      : loop_(points, with_references(queries, times), std::log(live_weight)),
        dimension_(queries.queries.dimension),
        stride_(dimension_ + simd::lanes<Real>),
        rows_("regimes::covariance_sweep::rows", loop_.ranges(), groups(), rows_together, stride_),
        weights_("regimes::covariance_sweep::weights", loop_.ranges(), groups(), rows_together, lanes),
        kept_("regimes::covariance_sweep::kept", loop_.ranges(), groups()),
        products_("regimes::covariance_sweep::products", loop_.ranges(), rows_together, lanes),
        recent_("regimes::covariance_sweep::recent", loop_.ranges(), groups(), queries.vectors, dimension_,
                lanes),
        unflushed_("regimes::covariance_sweep::unflushed", loop_.ranges(), groups()) {
    for (int v = 0; v < queries.vectors; ++v) {
      vectors_.emplace_back(queries.queries.count, dimension_);
      set_vectors(vectors_.back(), 0, queries, v);
    }
    for (int range = 0; range < loop_.ranges(); ++range)
      sums_.emplace_back(queries.queries.count, queries.vectors, dimension_);
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    loop_.run(partition, first_tile, last_tile, begin, end,
              [&](int range, int group, TileProducts<Real>& tile) { accumulate(range, group, tile); });
  }

  CovarianceProducts collect() override {
    CovarianceProducts taken(loop_.queries().count, static_cast<int>(vectors_.size()), dimension_);
    for (int range = 0; range < loop_.ranges(); ++range) {
      for (int group = 0; group < groups(); ++group) {
        meet_vectors(range, group);
        flush(range, group);
      }
      taken.merge(sums_[range]);
      sums_[range] = CovarianceProducts(taken.queries, taken.vectors, dimension_);
    }
    taken.work.reading_nanoseconds = loop_.take_reading_nanoseconds();
    return taken;
  }

 private:
  static Vectors with_references(const CovarianceQueries& queries, const std::vector<double>& times) {
    Vectors packed = pack<Real>(queries.queries, times);
    set_references(packed, queries);
    return packed;
  }
  int groups() const { return loop_.queries().groups; }
  int live_lanes(int group) const { return std::min(loop_.queries().count - group * lanes, lanes); }

  void accumulate(int range, int group, TileProducts<Real>& tile) {
    int& kept = kept_(range, group);
    if (kept + tile.marks.count > rows_together) meet_vectors(range, group);
    int live[tile_points];
    const int count = weigh(range, group, tile, &weights_(range, group, kept, 0), live);
    Work& work = sums_[range].work;
    const std::int64_t terms = static_cast<std::int64_t>(tile.marks.count) * tile.marks.live_lanes;
    work.terms += terms;
    work.skipped += terms - static_cast<std::int64_t>(count) * tile.marks.live_lanes;
    for (int i = 0; i < count; ++i, ++kept) {
      const Real* from = tile.points.a + live[i] * tile.points.point_stride;
      Real* to = &rows_(range, group, kept, 0);
      for (int k = 0; k < dimension_; ++k) to[k] = from[k * tile.points.coordinate_stride];
    }
  }

  /// Logits relative to the references -> weights, 0 of what is not alive; rows without any are left out:
  /// returns how many are left, which of the tile are live[0], live[1] ...
  int weigh(int range, int group, const TileProducts<Real>& tile, Real* weights, int* live) {
    using Pack = simd::Pack<Real>;
    constexpr int width = simd::lanes<Real>;
    const Pack threshold = simd::splat(static_cast<Real>(tile.marks.skip_below)),
               floor = simd::splat(simd::exp_floor<Real>);
    Pack total[lanes / width] = {};
    int count = 0;
    for (int p = 0; p < tile.marks.count; ++p) {
      const Real* from = tile.differences + static_cast<std::size_t>(p) * lanes;
      Real* to = weights + static_cast<std::size_t>(count) * lanes;
      bool is_live = false;
      for (int j = 0; j < lanes; j += width) {
        const Pack logit = simd::load(from + j);
        const bool weighs = simd::any_greater(logit, threshold);
        is_live = is_live || weighs;
        const Pack weight = weighs ? simd::select((simd::Integers<Real>)(logit > threshold),
                                                  simd::exp(simd::max(logit, floor)), Pack{})
                                   : Pack{};
        total[j / width] += weight;
        simd::store(to + j, weight);
      }
      if (is_live) live[count++] = p;
    }
    alignas(simd::vector_bytes) Real sums[lanes];
    for (int j = 0; j < lanes; j += width) simd::store(sums + j, total[j / width]);
    for (int lane = 0; lane < live_lanes(group); ++lane)
      sums_[range].weight[static_cast<std::size_t>(group) * lanes + lane] += sums[lane];
    return count;
  }

  /// Both products of the rows that are kept with every vector; none are kept any more.
  void meet_vectors(int range, int group) {
    const int count = std::exchange(kept_(range, group), 0);
    if (count == 0) return;
    const Real* rows = &rows_(range, group, 0, 0);
    for (std::size_t v = 0; v < vectors_.size(); ++v) {
      multiply_tile(rows, stride_, 1, count, dimension_, vectors_[v].group_values(group),
                    &products_(range, 0, 0));
      weigh_products(range, group, static_cast<int>(v), &weights_(range, group, 0, 0), count);
      // sums[k][lane] += sum_p a[p][k] products[p][lane]: the first product with the strides exchanged
      multiply_strided<true>(rows, 1, stride_, dimension_, count, &products_(range, 0, 0),
                             &recent_(range, group, static_cast<int>(v), 0, 0));
    }
    if (++unflushed_(range, group) == meetings_per_flush) flush(range, group);
  }

  /// a.v -> w g with g = a.v - D.v, in place, and the sums of w g and w g^2.
  void weigh_products(int range, int group, int v, const Real* weights, int count) {
    using Pack = simd::Pack<Real>;
    constexpr int width = simd::lanes<Real>;
    const Real* origins = vectors_[v].group_origins(group);
    alignas(simd::vector_bytes) Real overlaps[lanes];
    alignas(simd::vector_bytes) Real squares[lanes];
    for (int j = 0; j < lanes; j += width) {
      const Pack origin = simd::load(origins + j);
      Pack overlap{}, square{};
      for (int p = 0; p < count; ++p) {
        Real* product = &products_(range, p, j);
        const Pack g = simd::load(product) - origin,
                   weighted = simd::load(weights + static_cast<std::size_t>(p) * lanes + j) * g;
        overlap += weighted;
        square += weighted * g;
        simd::store(product, weighted);
      }
      simd::store(overlaps + j, overlap);
      simd::store(squares + j, square);
    }
    CovarianceProducts& sums = sums_[range];
    for (int lane = 0; lane < live_lanes(group); ++lane) {
      sums.overlap[sums.at(group * lanes + lane, v)] += overlaps[lane];
      sums.square[sums.at(group * lanes + lane, v)] += squares[lane];
    }
  }

  void flush(int range, int group) {
    CovarianceProducts& sums = sums_[range];
    for (int v = 0; v < sums.vectors; ++v) {
      Real* recent = &recent_(range, group, v, 0, 0);
      for (int lane = 0; lane < live_lanes(group); ++lane) {
        double* sum = sums.sum.data() + sums.at(group * lanes + lane, v) * dimension_;
        for (int k = 0; k < dimension_; ++k) sum[k] += recent[static_cast<std::size_t>(k) * lanes + lane];
      }
      std::fill_n(recent, static_cast<std::size_t>(dimension_) * lanes, Real(0));
    }
    unflushed_(range, group) = 0;
  }

  Loop loop_;
  int dimension_;
  int stride_;                    // of rows: not a power of two, whose rows would share the places of a cache
  std::vector<Vectors> vectors_;  // [vector]
  std::vector<CovarianceProducts> sums_;  // [range]
  HostArray<Real****> rows_;              // [range][group][row][coordinate], those that are alive
  HostArray<Real****> weights_;           // [range][group][row][lane]
  HostArray<int**> kept_;                 // of these, how many there are
  HostArray<Real***> products_;           // [range][row][lane]
  HostArray<Real*****> recent_;           // [range][group][vector][coordinate][lane], since the last flush
  HostArray<int**> unflushed_;            // meetings since the last flush
};

}  // namespace regimes::kernels
