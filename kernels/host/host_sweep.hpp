#pragma once
/// Posterior states on a CPU: the handler of the tiled loop that accumulates the products at every time, by
/// recurrences where times and references allow (recurrence.hpp), else one time after the other.
#include <vector>

#include "kernels/host/host_tile_loop.hpp"
#include "kernels/host/recurrence.hpp"
#include "kernels/packs/accumulate.hpp"

namespace regimes::kernels {

template <class Points, int Products, class Real>
class HostSweep : public Sweep {
  using Loop = HostTileLoop<Points, Products, Real>;
  static constexpr int lanes = Loop::Queries::lanes;
  using State = LaneState<Real, lanes>;
  using Line = ReferenceLine<Real, lanes>;

 public:
  /// factors: one per time, from which those of Real are rounded.
  HostSweep(Loop loop, const std::vector<LogitFactors<double>>& factors)
      : loop_(std::move(loop)),
        times_(static_cast<int>(factors.size())),
        classes_(loop_.points().classes),
        states_("regimes::sweep::states", loop_.ranges(), loop_.queries().groups, times_),
        class_sums_("regimes::sweep::class_sums", loop_.ranges(), loop_.queries().groups, times_,
                    static_cast<std::size_t>(classes_) * lanes),
        work_("regimes::sweep::work", loop_.ranges()) {
    set_factors(factors);
    const int groups = loop_.queries().groups, segments = static_cast<int>(segments_.size());
    lines_ = HostArray<Line**>("regimes::sweep::reference_lines", groups, segments);
    sums_ = HostArray<SegmentSums<Real>*>("regimes::sweep::segment_sums", segments > 0 ? loop_.ranges() : 0);
    tile_class_sums_ =
        HostArray<simd::Pack<Real>**>("regimes::sweep::tile_class_sums", loop_.ranges(),
                                      std::max(classes_, 1) * (segments > 0 ? longest_recurrence : 1));
    share_references({});
  }

  void share_references(const std::vector<double>& logits) override {
    const auto& queries = loop_.queries();
    const auto reference = [&](int q, int time) {
      if (q >= queries.count) return Real(unreachable);
      if (logits.empty()) return Real(no_reference);
      const double logit = logits[static_cast<std::size_t>(q) * times_ + time];
      return static_cast<Real>(std::clamp<double>(logit, no_reference, unreachable));
    };
    for (int range = 0; range < loop_.ranges(); ++range)
      for (int q = 0; q < queries.groups * lanes; ++q)
        for (int time = 0; time < times_; ++time)
          states_(range, q / lanes, time).common[q % lanes] = reference(q, time);
    for (int group = 0; group < queries.groups; ++group)
      for (std::size_t s = 0; s < segments_.size(); ++s)
        lines_(group, s).template set<Products>(segments_[s], loop_.skip_below(), [&](int k, int lane) {
          return reference(group * lanes + lane, time_of(segments_[s], k));
        });
    clear();
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    loop_.run(
        partition, first_tile, last_tile, begin, end, [&](int range, int group, TileProducts<Real>& tile) {
          work_(range).skipped +=
              classes_ > 0 ? accumulate<true>(range, group, tile) : accumulate<false>(range, group, tile);
          work_(range).terms += static_cast<std::int64_t>(tile.marks.count) * tile.marks.live_lanes * times_;
        });
  }

  PosteriorStates collect() override {
    PosteriorStates taken(loop_.queries().count, times_, classes_);
    for (int range = 0; range < loop_.ranges(); ++range)
      for (int q = 0; q < taken.queries; ++q)
        for (int time = 0; time < times_; ++time) merge_lane(range, q, time, taken);
    for (int range = 0; range < loop_.ranges(); ++range) taken.work.merge(work_(range));
    taken.work.reading_nanoseconds = loop_.take_reading_nanoseconds();
    clear();
    return taken;
  }

 private:
  static int time_of(const UniformSegment& segment, int k) { return segment.first + k * segment.stride; }

  /// Rounds the factors, and divides the times among segments and others.
  void set_factors(const std::vector<LogitFactors<double>>& factors) {
    constexpr double tolerance = sizeof(Real) == sizeof(float) ? 1e-8 : 1e-14;
    std::vector<double> stepping;
    for (const auto& f : factors) {
      factors_.push_back({static_cast<Real>(f.first), static_cast<Real>(f.second)});
      stepping.push_back(Products == 2 ? f.second : f.first);
    }
    segments_ = uniform_segments(stepping, tolerance);
    std::vector<bool> is_in_segment(factors.size());
    for (const UniformSegment& segment : segments_) {
      segment_factors_.emplace_back(segment, stepping[segment.first] > 0 ? 1 : -1);
      for (int k = 0; k < segment.count; ++k) is_in_segment[time_of(segment, k)] = true;
    }
    for (int time = 0; time < times_; ++time)
      if (!is_in_segment[time]) other_times_.push_back(time);
  }

  /// Nothing seen; sums of segments begin with the references of their lines.
  void clear() {
    Kokkos::deep_copy(work_, Work{});
    for (std::size_t i = 0; i < states_.size(); ++i) states_.data()[i].clear();
    for (int range = 0; range < loop_.ranges(); ++range)
      for (int group = 0; group < loop_.queries().groups; ++group)
        for (std::size_t s = 0; s < segments_.size(); ++s)
          for (int k = 0; k < segments_[s].count; ++k)
            lines_(group, s).begin_sums(k, states_(range, group, time_of(segments_[s], k)));
    Kokkos::deep_copy(class_sums_, 0.);
  }

  double* class_sums(int range, int group, int time) const {
    const std::size_t state =
        (static_cast<std::size_t>(range) * loop_.queries().groups + group) * times_ + time;
    return class_sums_.data() + state * classes_ * lanes;
  }

  template <bool Classes>
  std::int64_t accumulate(int range, int group, const TileProducts<Real>& tile) const {
    std::int64_t skipped = 0;
    for (std::size_t s = 0; s < segments_.size(); ++s)
      for (int j = 0; j < lanes; j += simd::lanes<Real>)
        skipped += accumulate_segment<Classes>(range, group, s, j, tile);
    for (const int time : other_times_)
      skipped += accumulate_tile<Products, Classes, false>(
          tile.differences, factors_[time], tile.marks, states_(range, group, time),
          class_sums(range, group, time), &tile_class_sums_(range, 0));
    return skipped;
  }

  template <bool Classes>
  std::int64_t accumulate_segment(int range, int group, std::size_t s, int j,
                                  const TileProducts<Real>& tile) const {
    const UniformSegment& segment = segments_[s];
    const Line& line = lines_(group, s);
    if (line.serves[j / simd::lanes<Real>]) {
      // Terms of a logit that weighs are of the size of |z|^2, or of the logit.
      const auto typical = static_cast<Real>(128 + 4 * loop_.queries().dimension);
      SegmentTile<Products, Classes, Real, lanes> by_recurrence(
          tile.differences, j, segment, segment_factors_[s], line, tile.marks, factors_.data(),
          &states_(range, group, 0), class_sums(range, group, 0), sums_(range), &tile_class_sums_(range, 0),
          typical);
      const simd::FlushTinyNumbers flush;
      const std::int64_t skipped = by_recurrence.accumulate();
      if (skipped >= 0) return skipped;
    }
    std::int64_t skipped = 0;
    for (int k = 0; k < segment.count; ++k) {
      const int time = time_of(segment, k);
      skipped += accumulate_columns<Products, Classes, false>(
          tile.differences, j, factors_[time], tile.marks, states_(range, group, time),
          class_sums(range, group, time), &tile_class_sums_(range, 0));
    }
    return skipped;
  }

  void merge_lane(int range, int query, int time, PosteriorStates& into) const {
    const int group = query / lanes, lane = query % lanes;
    const State& state = states_(range, group, time);
    into.posterior[into.at(query, time)].merge(state.unpack(lane, factors_[time].first));
    if (state.empty(lane, factors_[time].first)) return;
    for (int c = 0; c < classes_; ++c) {
      const double sum = class_sums(range, group, time)[c * lanes + lane];
      into.class_sums[into.at(query, time) * classes_ + c].merge({state.reference[lane], sum});
    }
  }

  Loop loop_;
  std::vector<LogitFactors<Real>> factors_;
  std::vector<UniformSegment> segments_;
  std::vector<SegmentFactors<Real>> segment_factors_;
  std::vector<int> other_times_;
  int times_, classes_;
  HostArray<State***> states_;                     // [range][group][time]
  HostArray<double****> class_sums_;               // [range][group][time][class x lane]
  HostArray<Work*> work_;                          // [range]
  HostArray<Line**> lines_;                        // [group][segment]
  HostArray<SegmentSums<Real>*> sums_;             // [range]
  HostArray<simd::Pack<Real>**> tile_class_sums_;  // [range][time of a segment x class]
};

}  // namespace regimes::kernels
