#pragma once
/// Class-resolved posterior means on a CPU. The points of a tile are parted into those inside and outside the
/// class of a group of queries, and each part is weighed and summed as a tile of its own: the same products
/// and exponentials as without classes, and the rows of the tile copied once.
#include <algorithm>
#include <utility>

#include "kernels/class_sides.hpp"
#include "kernels/host/host_mean_sums.hpp"
#include "kernels/host/host_tile_loop.hpp"

namespace regimes::kernels {

template <class Points, class Real>
class HostClassMeanSweep : public MeanSweep {
  using Loop = HostTileLoop<Points, 1, Real>;
  static constexpr int lanes = Loop::Queries::lanes;
  /// Each side begins at a whole register tile.
  static constexpr int parted_rows = padded_rows(tile_points) + tile_rows;

 public:
  /// The queries of `loop` are packed in the places of `groups`.
  HostClassMeanSweep(Loop loop, ClassGroups groups)
      : loop_(std::move(loop)),
        groups_(std::move(groups)),
        dimension_(loop_.points().dimension),
        sums_(loop_.ranges(), class_sides * groups_.count(), dimension_),
        rows_("regimes::class_mean_sweep::rows", loop_.ranges(), parted_rows, lanes),
        points_("regimes::class_mean_sweep::points", loop_.ranges(), parted_rows, dimension_),
        places_("regimes::class_mean_sweep::places", loop_.ranges(), parted_rows),
        counts_("regimes::class_mean_sweep::counts", loop_.ranges(), class_sides),
        work_("regimes::class_mean_sweep::work", loop_.ranges()) {
    for (int group = 0; group < groups_.count(); ++group)
      for (const ClassSide side : {inside_class, outside_class})
        sums_.set_live(side_state(group, side), groups_.live[group]);
    clear();
  }

  void run(const Partition& partition, std::int64_t first_tile, std::int64_t last_tile, std::int64_t begin,
           std::int64_t end) override {
    loop_.run(partition, first_tile, last_tile, begin, end,
              [&](int range, int group, TileProducts<Real>& tile) {
                if (group == 0 || groups_.class_of[group] != groups_.class_of[group - 1])
                  part_points(range, groups_.class_of[group], tile);
                accumulate(range, group, tile);
              });
  }

  PosteriorMeans collect() override {
    const int queries = static_cast<int>(groups_.place.size());
    PosteriorMeans taken(class_sides * queries, dimension_);
    for (int q = 0; q < queries; ++q)
      for (const ClassSide side : {inside_class, outside_class})
        sums_.merge_into(taken, side_state(q, side), side_state(groups_.place[q] / lanes, side),
                         groups_.place[q] % lanes);
    for (int range = 0; range < loop_.ranges(); ++range) taken.work.merge(work_(range));
    taken.work.reading_nanoseconds = loop_.take_reading_nanoseconds();
    clear();
    return taken;
  }

 private:
  void clear() {
    Kokkos::deep_copy(work_, Work{});
    sums_.clear();
  }

  int first_row(int range, ClassSide side) const {
    return side == inside_class ? 0 : padded_rows(counts_(range, inside_class));
  }

  /// Which points of a tile are on which side, in their order, and their coordinates in that order.
  void part_points(int range, int class_of_group, const TileProducts<Real>& tile) const {
    for (const ClassSide side : {inside_class, outside_class}) {
      const int first = first_row(range, side);
      int count = 0;
      for (int p = 0; p < tile.marks.count; ++p) {
        if ((tile.marks.classes[p] == class_of_group) != (side == inside_class)) continue;
        places_(range, first + count) = p;
        const Real* point = tile.points.a + p * tile.points.point_stride;
        Real* into = &points_(range, first + count, 0);
        for (int k = 0; k < dimension_; ++k) into[k] = point[k * tile.points.coordinate_stride];
        ++count;
      }
      counts_(range, side) = count;
    }
  }

  void accumulate(int range, int group, const TileProducts<Real>& tile) const {
    for (const ClassSide side : {inside_class, outside_class}) {
      const int first = first_row(range, side), count = counts_(range, side);
      if (count == 0) continue;
      const std::int32_t* places = &places_(range, first);
      for (int i = 0; i < count; ++i)
        std::copy_n(tile.differences + static_cast<std::ptrdiff_t>(places[i]) * lanes, lanes,
                    &rows_(range, first + i, 0));
      Real* rows = &rows_(range, first, 0);
      exclude_padding<1>(rows, count);
      const TileMarks marks{tile.marks.first,      count, groups_.live[group], nullptr, 0,
                            tile.marks.skip_below, places};
      work_(range).terms += static_cast<std::int64_t>(count) * marks.live_lanes;
      work_(range).skipped +=
          sums_.add(range, side_state(group, side), rows, {&points_(range, first, 0), dimension_, 1}, marks);
    }
  }

  Loop loop_;
  ClassGroups groups_;
  int dimension_;
  HostMeanSums<Real> sums_;           // two groups for every group of queries
  HostArray<Real***> rows_;           // [range][row][lane], differences of both sides, then weights
  HostArray<Real***> points_;         // [range][row][coordinate]
  HostArray<std::int32_t**> places_;  // [range][row], in the tile
  HostArray<std::int32_t**> counts_;  // [range][side]
  HostArray<Work*> work_;             // [range]
};

}  // namespace regimes::kernels
