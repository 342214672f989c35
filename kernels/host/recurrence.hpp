#pragma once
/// Weights at many times from few exponentials. In a segment of times whose c = sqrt(snr) steps evenly by h,
/// the logit relative to a reference line (reference_lines.hpp) is l = c y with y = c D1 + D2, and
///   w(c) = e^{l},   w(c + h) = w(c) rho(c),   rho(c) = e^{(2 c h + h^2) D1 + h D2},
///   rho(c + h) = rho(c) q,   q = e^{2 h^2 D1},   y(c + h) = y(c) + h D1
/// so that a pair takes three exponentials for all times of the segment, and per time: w and rho (2
/// operations), y (1), the sums of w, w^2 and y w (3), the largest y (1). q is near 1, and enters as q - 1,
/// whose digits are not lost in the squares of the number of steps. With one product, as in density
/// estimates, l = c D1 with c = 1/h^2: rho and y are constant, and 4 operations are left.
///
/// Which weights go by recurrence depends on the tile and the reference line alone, as the sums do: they are
/// the same on any number of ranks.
#include <cstdint>

#include "kernels/host/reference_lines.hpp"
#include "kernels/packs/accumulate.hpp"

namespace regimes::kernels {

/// The sums of a tile at every time of a segment, for a pack of queries; logit_sum is that of y w.
template <class Real>
struct SegmentSums {
  struct AtTime {
    simd::Pack<Real> sum, logit_sum, square_sum, nearer_above;  ///< y above the last may be a nearer point
  };
  AtTime at[longest_recurrence];
};

/// The numbers of a segment that packs are multiplied with.
template <class Real>
struct SegmentFactors {
  explicit SegmentFactors(const UniformSegment& segment, double sign)
      : count(segment.count),
        lowest(static_cast<Real>(segment.lowest)),
        highest(static_cast<Real>(segment.lowest + (segment.count - 1) * segment.step)),
        step(static_cast<Real>(segment.step)),
        sign(static_cast<Real>(sign)),
        first_change(static_cast<Real>((2 * segment.lowest + segment.step) * segment.step)),
        growth(static_cast<Real>(2 * segment.step * segment.step)),
        highest_per_width(static_cast<Real>(highest / ((segment.count - 1) * segment.step))),
        quarter_width(static_cast<Real>((segment.count - 1) * segment.step / 4)) {}

  int count;
  Real lowest, highest, step, sign;
  Real first_change, growth;              ///< 2 c h + h^2 at the lowest c, 2 h^2
  Real highest_per_width, quarter_width;  ///< of the segment in c

  Real at(int k) const { return lowest + static_cast<Real>(k) * step; }
};

/// A register tile of pairs at the first time of a segment, relative to the reference line.
template <int Products, class Real>
struct RecurrenceRows {
  using Pack = simd::Pack<Real>;
  using Mask = simd::Integers<Real>;
  static constexpr int rows = recurrence_rows;

  Pack first[rows], second[rows];          ///< D1 and D2; with one product the second is not used
  Pack at_lowest[rows], at_highest[rows];  ///< y at the ends of the segment
  Pack low, high;                          ///< the largest of these: no y is above the line through them

  REGIMES_ALWAYS_INLINE RecurrenceRows(const Real* row, const SegmentFactors<Real>& c, Pack slope,
                                       Pack offset) {
    constexpr int columns = tile_columns<Real>;
    REGIMES_UNROLL
    for (int i = 0; i < rows; ++i) {
      first[i] = simd::load(row + i * columns) - slope;
      if constexpr (Products == 2) {
        second[i] = simd::load(row + i * columns + columns / 2) * c.sign - offset;
        at_lowest[i] = first[i] * c.lowest + second[i];
        at_highest[i] = first[i] * c.highest + second[i];
      } else {
        at_lowest[i] = at_highest[i] = first[i];
      }
    }
    low = at_lowest[0];
    high = at_highest[0];
    REGIMES_UNROLL
    for (int i = 1; i < rows; ++i) {
      low = simd::max(low, at_lowest[i]);
      if constexpr (Products == 2) high = simd::max(high, at_highest[i]);
    }
    if constexpr (Products == 1) high = low;
  }

  /// Whether any l from step k on may be above `threshold`, which is negative. c y is a parabola that is
  /// largest at an end or, where y falls, falls too.
  REGIMES_ALWAYS_INLINE bool may_exceed(Pack threshold, const SegmentFactors<Real>& c, int k) const {
    const Pack there = low + (high - low) * (static_cast<Real>(k) / static_cast<Real>(c.count - 1));
    return simd::any_greater(simd::max(there * c.at(k), high * c.highest), threshold);
  }

  /// Both ends below the threshold: so are all times, and the pair is left out.
  REGIMES_ALWAYS_INLINE Mask weighs(int i, Pack threshold, const SegmentFactors<Real>& c) const {
    return (Mask)(simd::max(at_lowest[i] * c.lowest, at_highest[i] * c.highest) > threshold);
  }

  /// Whether a weight vanishes between the ends, or at the first, and comes back: l = c^2 D1 + c D2 still
  /// rises at the last time, and its minimum, which is at most D1 (width/2)^2 below the chord of l, is below
  /// the range of a recurrence.
  REGIMES_ALWAYS_INLINE bool weights_return(Pack threshold, const SegmentFactors<Real>& c) const {
    if constexpr (Products == 1) return false;
    Pack slopes[rows], steepest = simd::splat(Real(-1));
    REGIMES_UNROLL
    for (int i = 0; i < rows; ++i) {
      slopes[i] = (at_highest[i] - at_lowest[i]) * c.highest_per_width + at_highest[i];
      steepest = simd::max(steepest, slopes[i]);
    }
    if (!simd::any_greater(steepest, Pack{})) return false;
    Pack largest = simd::splat(Real(-1));
    for (int i = 0; i < rows; ++i) {
      const Pack at_first = at_lowest[i] * c.lowest, at_last = at_highest[i] * c.highest,
                 minimum = simd::min(at_first, at_last) - (at_highest[i] - at_lowest[i]) * c.quarter_width,
                 returns = simd::min(slopes[i], Real(lowest_start) - minimum);
      largest = simd::max(largest, simd::min(returns, simd::max(at_first, at_last) - threshold));
    }
    return simd::any_greater(largest, Pack{});
  }
};

/// A register row at one time of a segment may hold a point nearer than the best: looks at their own logits,
/// as take_nearer does.
template <int Products, class Real, int Lanes>
inline __attribute__((noinline)) void see_nearer(const Real* rows, std::int64_t first_index,
                                                 LogitFactors<Real> factors, int j,
                                                 LaneState<Real, Lanes>& state) {
  using Pack = simd::Pack<Real>;
  using Mask = simd::Integers<Real>;
  const Pack best = simd::load(state.best + j);
  Pack nearest = best;
  Mask row = Mask{} - 1;
  for (int i = 0; i < recurrence_rows; ++i) {
    const Pack logit = logits<Products>(rows + i * tile_columns<Real>, factors, Pack{});
    const Mask nearer = (Mask)(logit > nearest);
    nearest = simd::select(nearer, logit, nearest);
    row = simd::select(nearer, Mask{} + i, row);
  }
  if (!simd::any_greater(nearest, best)) return;
  for (int lane = 0; lane < simd::lanes<Real>; ++lane)
    if (row[lane] >= 0) state.nearest[j + lane] = first_index + row[lane];
  simd::store(state.best + j, nearest);
}

/// A segment of one tile and one pack of queries, from lane j on.
template <int Products, bool Classes, class Real, int Lanes>
class SegmentTile {
  using Pack = simd::Pack<Real>;
  using Mask = simd::Integers<Real>;
  using Rows = RecurrenceRows<Products, Real>;
  static constexpr int rows = recurrence_rows, columns = tile_columns<Real>;

 public:
  /// differences: of the group; factors, states, class_sums [class][Lanes]: of all times. class_scratch: a
  /// pack per time of the segment and class. `typical` is the size that terms of weighty logits have.
  SegmentTile(const Real* differences, int j, const UniformSegment& segment, const SegmentFactors<Real>& c,
              const ReferenceLine<Real, Lanes>& line, const TileMarks& marks,
              const LogitFactors<Real>* factors, LaneState<Real, Lanes>* states, double* class_sums,
              SegmentSums<Real>& sums, Pack* class_scratch, Real typical)
      : differences_(differences + j),
        j_(j),
        segment_(segment),
        c_(c),
        line_(line),
        marks_(marks),
        factors_(factors),
        states_(states),
        class_sums_(class_sums),
        sums_(sums),
        class_scratch_(class_scratch),
        typical_(typical) {}

  /// Number of (pair, time) terms skipped; -1, and nothing but nearer points kept, where a logit exceeds the
  /// reference so far that the reference must move: then the times have to be accumulated one by one.
  std::int64_t accumulate() {
    begin();
    const Pack slope = simd::load(line_.slope + j_), offset = simd::load(line_.offset + j_),
               threshold = simd::load(line_.skip_below + j_),
               limit = simd::splat(Real(rebase_above) / c_.highest);
    std::int64_t skipped = 0;
    for (int p = 0; p < marks_.count; p += rows) {
      const Rows pairs(differences_ + p * columns, c_, slope, offset);
      const Pack top = simd::max(pairs.low, pairs.high);
      if (__builtin_expect(simd::any_greater(top, limit), 0)) return -1;
      const int points = std::min(marks_.count - p, rows);
      if (!pairs.may_exceed(threshold, c_, 0)) {
        skipped += static_cast<std::int64_t>(points) * c_.count;
        continue;
      }
      if (__builtin_expect(pairs.weights_return(threshold, c_), 0)) {
        one_by_one(p, pairs, threshold);
        continue;  // all times
      }
      const int done = simd::any_greater(top, least_nearer_) ? recur<true>(p, pairs, threshold)
                                                             : recur<false>(p, pairs, threshold);
      skipped += static_cast<std::int64_t>(points) * (c_.count - done);
    }
    end();
    return skipped * live_lanes_of_pack<Real>(marks_, j_);
  }

 private:
  int time(int k) const { return segment_.first + k * segment_.stride; }
  LaneState<Real, Lanes>& state(int k) const { return states_[time(k)]; }
  double* class_sums(int k) const {
    return class_sums_ + static_cast<std::size_t>(time(k)) * marks_.class_count * Lanes;
  }

  void begin() {
    least_nearer_ = simd::splat(Real(unreachable));
    for (int k = 0; k < c_.count; ++k) {
      sums_.at[k].sum = sums_.at[k].logit_sum = sums_.at[k].square_sum = Pack{};
      look_above(k);
    }
    if constexpr (Classes) std::fill_n(class_scratch_, c_.count * marks_.class_count, Pack{});
  }

  /// y up to this does not belong to a point nearer than the best, whatever has been rounded off.
  void look_above(int k) {
    constexpr Real spacings = Real(16) * std::numeric_limits<Real>::epsilon();
    const Pack best = simd::load(state(k).best + j_),
               reference = simd::load(line_.reference + k * Lanes + j_),
               magnitude = simd::max(best, -best) + simd::max(reference, -reference) + typical_;
    const Pack above = ((best - reference) - magnitude * spacings) / c_.at(k);
    sums_.at[k].nearer_above =
        simd::select((Mask)(best >= Real(unreachable)), simd::splat(Real(unreachable)), above);
    least_nearer_ = simd::min(least_nearer_, sums_.at[k].nearer_above);
  }

  void look_nearer(int k, int p, Pack largest) {
    if (__builtin_expect(!simd::any_greater(largest, sums_.at[k].nearer_above), 1)) return;
    see_nearer<Products>(differences_ + p * columns, marks_.first + p, factors_[time(k)], j_, state(k));
    look_above(k);
  }

  /// Returns the number of times done; the others are negligible.
  template <bool Nearer>
  REGIMES_ALWAYS_INLINE int recur(int p, const Rows& pairs, Pack threshold) {
    const Pack floor = simd::splat(simd::exp_floor<Real>), ceiling = -floor;
    Pack weight[rows], ratio[rows], growth[rows], y[rows], rise[rows];
    REGIMES_UNROLL
    for (int i = 0; i < rows; ++i) {
      const Mask weighs = pairs.weighs(i, threshold, c_);
      y[i] = pairs.at_lowest[i];
      weight[i] = simd::select(weighs, simd::exp(simd::max(y[i] * c_.lowest, floor)), Pack{});
      Pack change = pairs.first[i] * (Products == 2 ? c_.first_change : c_.step);
      if constexpr (Products == 2) {
        change = pairs.second[i] * c_.step + change;
        growth[i] = simd::expm1(simd::min(simd::max(pairs.first[i] * c_.growth, floor), ceiling));
        rise[i] = pairs.first[i] * c_.step;
      }
      ratio[i] = simd::select(weighs, simd::exp(simd::min(simd::max(change, floor), ceiling)), Pack{});
    }
    int k = 0;
    do {
      const int stop = std::min(k + recurrence_stretch, c_.count);
      for (; k < stop; ++k) {
        auto& at = sums_.at[k];
        Pack sum = at.sum, logit_sum = at.logit_sum, square_sum = at.square_sum, largest = y[0];
        REGIMES_UNROLL
        for (int i = 0; i < rows; ++i) {
          sum += weight[i];
          logit_sum = weight[i] * y[i] + logit_sum;
          square_sum = weight[i] * weight[i] + square_sum;
          if constexpr (Classes) class_scratch_[k * marks_.class_count + marks_.classes[p + i]] += weight[i];
          if constexpr (Nearer) largest = simd::max(largest, y[i]);
          weight[i] *= ratio[i];
          if constexpr (Products == 2) {
            ratio[i] = ratio[i] * growth[i] + ratio[i];
            y[i] += rise[i];
          }
        }
        at.sum = sum;
        at.logit_sum = logit_sum;
        at.square_sum = square_sum;
        if constexpr (Nearer) look_nearer(k, p, largest);
      }
    } while (k < c_.count && pairs.may_exceed(threshold, c_, k));
    return k;
  }

  /// Takes an exponential per time instead.
  inline __attribute__((noinline)) void one_by_one(int p, const Rows& pairs, Pack threshold) {
    const Pack floor = simd::splat(simd::exp_floor<Real>);
    for (int k = 0; k < c_.count; ++k) {
      auto& at = sums_.at[k];
      Pack largest = simd::splat(Real(no_reference));
      for (int i = 0; i < rows; ++i) {
        const Pack y = Products == 2 ? pairs.first[i] * c_.at(k) + pairs.second[i] : pairs.first[i];
        const Pack weight =
            simd::select(pairs.weighs(i, threshold, c_), simd::exp(simd::max(y * c_.at(k), floor)), Pack{});
        at.sum += weight;
        at.logit_sum += weight * y;
        at.square_sum += weight * weight;
        if constexpr (Classes) class_scratch_[k * marks_.class_count + marks_.classes[p + i]] += weight;
        largest = simd::max(largest, y);
      }
      look_nearer(k, p, largest);
    }
  }

  /// The sums join those of all tiles.
  void end() {
    for (int k = 0; k < c_.count; ++k) {
      PackState<Real> tile;
      tile.reference = simd::load(line_.reference + k * Lanes + j_);
      tile.sum = sums_.at[k].sum;
      tile.logit_sum = sums_.at[k].logit_sum * c_.at(k);
      tile.square_sum = sums_.at[k].square_sum;
      join_tile<Classes>(tile, class_scratch_ + k * marks_.class_count, marks_, j_, state(k),
                         Classes ? class_sums(k) : nullptr);
    }
  }

  const Real* differences_;
  int j_;
  const UniformSegment& segment_;
  const SegmentFactors<Real>& c_;
  const ReferenceLine<Real, Lanes>& line_;
  const TileMarks& marks_;
  const LogitFactors<Real>* factors_;
  LaneState<Real, Lanes>* states_;
  double* class_sums_;
  SegmentSums<Real>& sums_;
  Pack* class_scratch_;
  Real typical_;
  Pack least_nearer_;
};

}  // namespace regimes::kernels
