#pragma once
/// One pass over one training set: the states of all queries at all times, snapshot by snapshot.
#include <cstdint>
#include <optional>
#include <vector>

#include "datasets/training_set.hpp"
#include "diffusion/exchanged_points.hpp"
#include "experiments/snapshots/pass_progress.hpp"
#include "kernels/sweep.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// What one rank does in a pass.
struct PassShare {
  kernels::Sweep& sweep;  ///< over its queries
  int first_query;        ///< of these, among all
  int all_queries;
  kernels::Partition partition;  ///< its points
  /// Brings these points into memory, where they are not all there.
  datasets::TrainingSet* set = nullptr;
  /// Points that the sweep leaves out, and that are added where their places are reached.
  const diffusion::ExchangedPoints* exchanged = nullptr;

  void for_tiles(std::int64_t first, std::int64_t last, const datasets::TrainingSet::RunTiles& run) const {
    if (set != nullptr) return set->for_tiles(first, last, run);
    run(partition, first, last);
  }
};

/// Where a pass merges the sums of its ranks: at the snapshots, at the multiples of `merge_points`, and when
/// the number of blocks has doubled. Nothing else decides in which order sums are added, so that a pass that
/// is interrupted and goes on adds in the same order as one that is not. At snapshots and doublings, places
/// that do not depend on the number of ranks, weights become relative to the nearest points so far.
struct PassPlan {
  std::vector<std::int64_t> snapshots;
  std::int64_t merge_points = 0;  ///< a multiple of a block on every rank
};

/// The smallest block_points 2^k above `points`.
std::int64_t next_doubling(std::int64_t points);

/// How often a whole pass merges.
std::int64_t count_merges(const PassPlan& plan);

/// Points between two merges on `ranks` ranks, each with `queries` of the queries: some tenths of a second of
/// work, and so many blocks that merging costs little.
std::int64_t points_between_merges(int ranks, std::int64_t queries, std::size_t times,
                                   std::int64_t dimension);

/// What one piece of a pass has done.
struct PassPiece {
  std::int64_t tiles = 0;               ///< swept
  bool has_merged = false;              ///< progress.points are done now
  double bytes = 0;                     ///< that every rank has sent in the merge
  std::optional<std::size_t> snapshot;  ///< whose points these are: progress.states are its states, on root
  bool ends = false;                    ///< all snapshots are reached
};

/// Sweeps the points [progress.points, snapshots.back()) piece by piece. `share` and `progress` outlive it.
/// Collective over all ranks. Interrupted between two pieces, progress is that of the last merge.
class SnapshotPass {
 public:
  SnapshotPass(const PassShare& share, PassPlan plan, PassProgress& progress,
               const parallel::Communicator& ranks);

  /// Sweeps at most `tiles` tiles of every rank, up to the next merge, and merges where that is reached.
  PassPiece advance(std::int64_t tiles);
  /// Points that are swept, whether merged or not, up to rounding.
  double points_swept() const;

 private:
  void begin_stretch();
  void sweep(std::int64_t first_tile, std::int64_t last_tile);
  void merge(PassPiece& piece);
  void share_references();

  PassShare share_;
  PassPlan plan_;
  PassProgress& progress_;
  const parallel::Communicator& ranks_;
  std::vector<std::int64_t>::const_iterator snapshot_;  // the next one
  std::int64_t end_ = 0;                                // of the stretch of points up to the next merge
  std::int64_t first_tile_ = 0, tile_ = 0, last_tile_ = 0;
  bool renews_references_ = false;
};

}  // namespace regimes::experiments
