#pragma once
/// What is done with a tile of products once it is made: differences from the source, then the posterior sums
/// at every time.
///
/// With D1 = a.a^mu - |a|^2/2 - |a^mu|^2/2 = -|a - a^mu|^2/2 and D2 = z.(a - a^mu) the logit of point a
/// relative to the source is
///   l(t) = snr D1 + e^{-t}/sqrt(Delta_t) D2,                                   (arXiv 2402.18491; all times
///   from two products)
/// two operations per (pair, time), and the reference is one more operand of the same two. A free query x has
/// one product: at one time l = x.a e^{-t}/Delta_t - snr |a|^2/2, ready in D1; for density estimates
/// D1 = x.a - |a|^2/2 and l = D1/h^2 at every bandwidth h.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "kernels/packs/lane_state.hpp"
#include "kernels/packs/register_tile.hpp"

namespace regimes::kernels {

/// Factors of the two differences in the logit at one time.
template <class Real>
struct LogitFactors {
  Real first;   ///< snr = e^{-2t}/Delta_t (noised queries), 1 (free queries), 1/h^2 (density estimates)
  Real second;  ///< e^{-t}/sqrt(Delta_t); unused with one product
};

/// Where a tile's points stand and what may be skipped.
struct TileMarks {
  std::int64_t first;           ///< global index of the tile's first point
  int count;                    ///< points of the tile
  int live_lanes;               ///< queries of the group; the other lanes are padding
  const std::int32_t* classes;  ///< class of each point of the padded tile; null without classes
  int class_count;
  double skip_below;  ///< weights e^l are skipped below this l - reference (negative)
  /// Where in the tile each of the points is that are given; null: in their order.
  const std::int32_t* places = nullptr;

  std::int64_t index(std::int64_t point) const { return first + (places ? places[point] : point); }
};

inline constexpr int padded_rows(int count) { return (count + tile_rows - 1) / tile_rows * tile_rows; }

/// Rows behind the points of a tile, up to a whole number of register tiles, are no points.
template <int Products, class Real>
void exclude_padding(Real* products, int count) {
  constexpr int columns = tile_columns<Real>, first_half = columns / Products;
  for (int p = count; p < padded_rows(count); ++p) {
    for (int j = 0; j < first_half; ++j) products[p * columns + j] = Real(excluded);
    for (int j = first_half; j < columns; ++j) products[p * columns + j] = 0;
  }
}

/// products -> differences, in place: first half of the columns - norm_factor |a|^2/2 - origin1, second half
/// - origin2. Padding rows are excluded.
template <int Products, class Real>
void subtract_origins(Real* products, int count, const Real* half_norms, Real norm_factor,
                      const Real* origins) {
  constexpr int width = simd::lanes<Real>, columns = tile_columns<Real>, first_half = columns / Products;
  for (int p = 0; p < count; ++p) {
    Real* row = products + p * columns;
    const auto half_norm = simd::splat(norm_factor * half_norms[p]);
    for (int j = 0; j < first_half; j += width)
      simd::store(row + j, (simd::load(row + j) - simd::load(origins + j)) - half_norm);
    for (int j = first_half; j < columns; j += width)
      simd::store(row + j, simd::load(row + j) - simd::load(origins + j));
  }
  exclude_padding<Products>(products, count);
}

/// The logits of one pack of queries for one point, relative to `reference`.
template <int Products, class Real>
REGIMES_ALWAYS_INLINE simd::Pack<Real> logits(const Real* row, LogitFactors<Real> factors,
                                              simd::Pack<Real> reference) {
  if constexpr (Products == 2)
    return simd::load(row) * factors.first +
           (simd::load(row + tile_columns<Real> / 2) * factors.second - reference);
  else
    return simd::load(row) * factors.first - reference;
}

/// A pack of queries at one time while a tile is accumulated. Sums are those of this tile, relative to
/// `reference`; `best` is a logit.
template <class Real>
struct PackState {
  simd::Pack<Real> reference, best, sum{}, logit_sum{}, square_sum{};
  simd::Integers<Real> nearest = simd::Integers<Real>{} - 1;  ///< point of the tile; -1: not in this tile
  bool has_changed = false;                                   ///< the best or the reference may have

  /// Relative logits up to this neither belong to a point nearer than the best, whatever the reference has
  /// rounded off, nor move the reference.
  simd::Pack<Real> look_above() const {
    constexpr Real spacings = Real(16) * std::numeric_limits<Real>::epsilon(), typical_logit = 128;
    const auto magnitude = simd::max(best, -best) + simd::max(reference, -reference) + typical_logit;
    return -simd::max((reference - best) + magnitude * spacings, simd::splat(-Real(rebase_above)));
  }
};

/// The register rows x may hold a point nearer than the best: looks at their own logits, which do not depend
/// on the reference, so that the nearest point is the same however points are divided; then moves the
/// reference of lanes that lie too far below these rows. Where it moves depends on nothing but the rows and
/// the reference.
template <int Products, bool Classes, bool Weights, class Real>
inline __attribute__((noinline)) void take_nearer(Real* rows, int first, LogitFactors<Real> factors,
                                                  int class_count, PackState<Real>& s,
                                                  simd::Pack<Real>* class_sums,
                                                  simd::Pack<Real> (&x)[tile_rows]) {
  using Pack = simd::Pack<Real>;
  using Mask = simd::Integers<Real>;
  constexpr int columns = tile_columns<Real>;
  Pack largest = x[0], best_of_rows = simd::splat(Real(no_reference));
  for (int i = 0; i < tile_rows; ++i) {
    const Pack logit = logits<Products>(rows + i * columns, factors, Pack{});
    const Mask nearer = (Mask)(logit > s.best);
    s.best = simd::select(nearer, logit, s.best);
    s.nearest = simd::select(nearer, Mask{} + (first + i), s.nearest);
    best_of_rows = simd::max(best_of_rows, logit);
    largest = simd::max(largest, x[i]);
  }
  s.has_changed = true;
  const Pack limit = simd::splat(Real(rebase_above));
  if (!simd::any_greater(largest, limit)) return;

  const Mask moves = (Mask)(largest > limit);
  const Pack to = simd::select(moves, best_of_rows, s.reference), shift = to - s.reference;
  const Pack change = simd::exp(simd::max(-shift, simd::splat(simd::exp_floor<Real>))),
             factor = simd::select(moves, change, simd::splat(Real(1)));  // exp(0) is not 1 in float
  s.logit_sum = factor * (s.logit_sum - shift * s.sum);
  s.sum *= factor;
  s.square_sum *= factor * factor;
  if constexpr (Classes)
    for (int c = 0; c < class_count; ++c) class_sums[c] *= factor;
  if constexpr (Weights)
    for (Real* row = rows - first * columns; row < rows; row += columns)
      simd::store(row, simd::load(row) * factor);
  s.reference = to;
  // Excluded points are so far away that the rounding of their logits exceeds any limit.
  for (int i = 0; i < tile_rows; ++i)
    x[i] = -simd::max(-logits<Products>(rows + i * columns, factors, s.reference), -limit);
}

/// differences[padded rows][columns] -> state, for the pack of queries whose columns begin at `differences`;
/// class_sums[class] likewise. Per (pair, time): 2 operations for the logit, 1 for the maximum, 1 to clip, 11
/// for the exponential, 3 for the sums. With Weights, e^{l - reference} replaces the first differences.
/// Returns the number of (pair, time) terms that lay below marks.skip_below and were skipped.
template <int Products, bool Classes, bool Weights, class Real>
REGIMES_ALWAYS_INLINE std::int64_t accumulate_pack(Real* __restrict differences, int live_lanes,
                                                   LogitFactors<Real> factors, const TileMarks& marks,
                                                   PackState<Real>& state,
                                                   simd::Pack<Real>* __restrict class_sums) {
  using Pack = simd::Pack<Real>;
  constexpr int columns = tile_columns<Real>;
  const Pack skip_below = simd::splat(static_cast<Real>(marks.skip_below)),
             floor = simd::splat(simd::exp_floor<Real>);
  Pack reference = state.reference, look_above = state.look_above(), sum{}, logit_sum{}, square_sum{};
  std::int64_t skipped = 0;
  for (int p = 0; p < marks.count; p += tile_rows) {
    Real* row = differences + p * columns;
    Pack x[tile_rows];
    REGIMES_UNROLL
    for (int i = 0; i < tile_rows; ++i) x[i] = logits<Products>(row + i * columns, factors, reference);
    Pack largest = x[0];
    REGIMES_UNROLL
    for (int i = 1; i < tile_rows; ++i) largest = simd::max(largest, x[i]);
    if (!simd::any_greater(largest, skip_below)) {
      skipped += marks.count - p < tile_rows ? marks.count - p : tile_rows;
      if constexpr (Weights)
        for (int i = 0; i < tile_rows; ++i) simd::store(row + i * columns, Pack{});
      continue;
    }
    if (__builtin_expect(simd::any_greater(largest, look_above), 0)) {
      state.sum = sum;
      state.logit_sum = logit_sum;
      state.square_sum = square_sum;
      take_nearer<Products, Classes, Weights>(row, p, factors, marks.class_count, state, class_sums, x);
      reference = state.reference;
      look_above = state.look_above();
      sum = state.sum;
      logit_sum = state.logit_sum;
      square_sum = state.square_sum;
    }
    REGIMES_UNROLL
    for (int i = 0; i < tile_rows; ++i) {
      const Pack clipped = simd::max(x[i], floor), weight = simd::exp(clipped);
      sum += weight;
      logit_sum += clipped * weight;
      square_sum += weight * weight;
      if constexpr (Classes) class_sums[marks.classes[p + i]] += weight;
      if constexpr (Weights) simd::store(row + i * columns, weight);
    }
  }
  state.sum = sum;
  state.logit_sum = logit_sum;
  state.square_sum = square_sum;
  return skipped * live_lanes;
}

/// What a tile has added to a pack of queries joins their sums, in double, relative to the larger of the two
/// references: the sums' own and that with which the tile has ended.
template <bool Classes, class Real, int Lanes>
void join_sums(const PackState<Real>& tile, const simd::Pack<Real>* tile_class_sums, int class_count,
               int first_lane, LaneState<Real, Lanes>& state, double* class_sums) {
  using simd::Doubles;
  constexpr int halves = simd::lanes<Real> / simd::lanes<double>;
  const Doubles floor = simd::splat(simd::exp_floor<double>);
  const simd::Pack<Real> own_reference = simd::load(state.reference + first_lane);
  for (int h = 0; h < halves; ++h) {
    const int lane = first_lane + h * simd::lanes<double>;
    const auto add = [&](double* sums, Doubles factor, simd::Pack<Real> x, Doubles tile_factor) {
      simd::store(sums + lane, factor * simd::load(sums + lane) + tile_factor * simd::doubles(x, h));
    };
    const Doubles own = simd::doubles(own_reference, h), others = simd::doubles(tile.reference, h),
                  to = simd::max(own, others), shift = own - to, tile_shift = others - to;
    const Doubles factor = simd::exp(simd::max(shift, floor)),
                  tile_factor = simd::exp(simd::max(tile_shift, floor));
    // sum (l - to) e^{l - to} = e^{r - to} (sum (l - r) e^{l - r} + (r - to) sum e^{l - r}), of both
    simd::store(
        state.logit_sum + lane,
        factor * (simd::load(state.logit_sum + lane) + shift * simd::load(state.sum + lane)) +
            tile_factor * (simd::doubles(tile.logit_sum, h) + tile_shift * simd::doubles(tile.sum, h)));
    add(state.sum, factor, tile.sum, tile_factor);
    add(state.square_sum, factor * factor, tile.square_sum, tile_factor * tile_factor);
    if constexpr (Classes)
      for (int c = 0; c < class_count; ++c)
        add(class_sums + c * Lanes, factor, tile_class_sums[c], tile_factor);
  }
  simd::store(state.reference + first_lane, simd::max(own_reference, tile.reference));
}

/// What a tile has added to the pack of queries from lane j on joins their sums, and the nearest point.
template <bool Classes, class Real, int Lanes>
void join_tile(const PackState<Real>& tile, const simd::Pack<Real>* tile_class_sums, const TileMarks& marks,
               int j, LaneState<Real, Lanes>& state, double* class_sums) {
  constexpr int width = simd::lanes<Real>;
  if (__builtin_expect(tile.has_changed, 0)) {
    for (int lane = 0; lane < width; ++lane)
      if (tile.nearest[lane] >= 0) state.nearest[j + lane] = marks.index(tile.nearest[lane]);
    simd::store(state.best + j, tile.best);
  }
  if (simd::any_different(tile.reference, simd::load(state.reference + j))) {
    join_sums<Classes>(tile, tile_class_sums, marks.class_count, j, state, class_sums);
    return;
  }
  simd::add_to(state.sum + j, tile.sum);
  simd::add_to(state.logit_sum + j, tile.logit_sum);
  simd::add_to(state.square_sum + j, tile.square_sum);
  if constexpr (Classes)
    for (int c = 0; c < marks.class_count; ++c) simd::add_to(class_sums + c * Lanes + j, tile_class_sums[c]);
}

/// Queries of the pack from lane j on; the others of it are padding.
template <class Real>
int live_lanes_of_pack(const TileMarks& marks, int j) {
  return std::clamp(marks.live_lanes - j, 0, simd::lanes<Real>);
}

/// differences of a tile -> the states of the pack of queries from lane j on at one time. class_sums: double
/// [class][Lanes] of the same queries, relative to the same references; tile_class_sums: scratch, a pack per
/// class. Tile sums are in Real, sums across tiles in double. With common references a tile's sums depend on
/// nothing else.
template <int Products, bool Classes, bool Weights, class Real>
std::int64_t accumulate_columns(Real* differences, int j, LogitFactors<Real> factors, const TileMarks& marks,
                                LaneState<Real, tile_columns<Real> / Products>& state, double* class_sums,
                                simd::Pack<Real>* tile_class_sums) {
  using Pack = simd::Pack<Real>;
  const Pack common = simd::load(state.common + j), reference = simd::load(state.reference + j);
  PackState<Real> s;
  s.reference = simd::select((simd::Integers<Real>)(common > Real(no_reference)), common, reference);
  s.best = simd::load(state.best + j);
  if constexpr (Classes)
    for (int c = 0; c < marks.class_count; ++c) tile_class_sums[c] = Pack{};
  const std::int64_t skipped = accumulate_pack<Products, Classes, Weights>(
      differences + j, live_lanes_of_pack<Real>(marks, j), factors, marks, s, tile_class_sums);
  join_tile<Classes>(s, tile_class_sums, marks, j, state, class_sums);
  return skipped;
}

/// All queries of the group, pack by pack.
template <int Products, bool Classes, bool Weights, class Real>
std::int64_t accumulate_tile(Real* differences, LogitFactors<Real> factors, const TileMarks& marks,
                             LaneState<Real, tile_columns<Real> / Products>& state, double* class_sums,
                             simd::Pack<Real>* tile_class_sums) {
  std::int64_t skipped = 0;
  for (int j = 0; j < tile_columns<Real> / Products; j += simd::lanes<Real>)
    skipped += accumulate_columns<Products, Classes, Weights>(differences, j, factors, marks, state,
                                                              class_sums, tile_class_sums);
  return skipped;
}

}  // namespace regimes::kernels
