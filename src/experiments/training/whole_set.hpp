#pragma once
/// A sweep over all points of a training set, piece by piece.
#include <algorithm>
#include <cstdint>
#include <functional>

#include "datasets/training_set.hpp"
#include "experiments/run/rank_grid.hpp"

namespace regimes::experiments {

class WholeSetPass {
 public:
  /// `sweep` is run as kernels::SweepFor; it and the set outlive the pass.
  template <class Sweep>
  WholeSetPass(Sweep& sweep, datasets::TrainingSet& set, const RankGrid& grid)
      : set_(set),
        sweep_([&sweep, &set](const kernels::Partition& there, std::int64_t from, std::int64_t to) {
          sweep.run(there, from, to, 0, set.count());
        }) {
    const kernels::Partition first_rank{grid.partition().ranks,
                                        0};  // it has the most tiles: all ranks count its pieces
    tiles_ = first_rank.local_blocks(set.count()) * kernels::tiles_per_block;
  }

  /// Sweeps at most `tiles` more tiles of this rank, and returns how many. Collective over the ranks that
  /// share the points.
  std::int64_t advance(std::int64_t tiles) {
    const std::int64_t next = std::min(tile_ + tiles, tiles_), swept = next - tile_;
    set_.for_tiles(tile_, next, sweep_);
    tile_ = next;
    return swept;
  }

  bool is_done() const { return tile_ == tiles_; }
  double fraction() const { return static_cast<double>(tile_) / static_cast<double>(tiles_); }

 private:
  datasets::TrainingSet& set_;
  datasets::TrainingSet::RunTiles sweep_;
  std::int64_t tile_ = 0, tiles_ = 0;
};

}  // namespace regimes::experiments
