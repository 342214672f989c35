#include "experiments/snapshots/snapshot_pass.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>
#include <utility>

#include "kernels/backend.hpp"
#include "parallel/reduce_states.hpp"

namespace regimes::experiments {

std::int64_t points_between_merges(int ranks, std::int64_t queries, std::size_t times,
                                   std::int64_t dimension) {
  constexpr double flops_of_thread = 4e10, flops_of_device = 2e14;  // half a second to some seconds
  constexpr double fewest_blocks = 128;                             // then a merge costs under a hundredth
  constexpr int products = 2;
  const double flops =
      kernels::runs_on_device() ? flops_of_device : flops_of_thread * kernels::host_threads();
  const double flops_per_pair = products * kernels::flops_per_product * static_cast<double>(dimension) +
                                kernels::flops_per_term * static_cast<double>(times);
  const double flops_per_block =
      static_cast<double>(kernels::block_points) * static_cast<double>(queries) * flops_per_pair;
  const double blocks = std::max(fewest_blocks, std::ceil(flops / flops_per_block));
  return static_cast<std::int64_t>(blocks) * ranks * kernels::block_points;
}

std::int64_t next_doubling(std::int64_t points) {
  const auto blocks = static_cast<std::uint64_t>(points / kernels::block_points);
  return static_cast<std::int64_t>(std::bit_ceil(blocks + 1)) * kernels::block_points;
}

std::int64_t count_merges(const PassPlan& plan) {
  const std::int64_t all = plan.snapshots.back();
  std::set<std::int64_t> others(plan.snapshots.begin(), plan.snapshots.end());
  for (std::int64_t at = next_doubling(0); at < all; at = next_doubling(at)) others.insert(at);
  return all / plan.merge_points + std::count_if(others.begin(), others.end(), [&plan](std::int64_t at) {
           return at % plan.merge_points != 0;
         });
}

SnapshotPass::SnapshotPass(const PassShare& share, PassPlan plan, PassProgress& progress,
                           const parallel::Communicator& ranks)
    : share_(share),
      plan_(std::move(plan)),
      progress_(progress),
      ranks_(ranks),
      snapshot_(std::upper_bound(plan_.snapshots.cbegin(), plan_.snapshots.cend(), progress.points)) {
  share_references();
  begin_stretch();
}

/// Root's references become those of every rank's queries.
void SnapshotPass::share_references() {
  const std::vector<double> all = ranks_.broadcast(progress_.references);
  const std::size_t times = all.size() / static_cast<std::size_t>(share_.all_queries);
  share_.sweep.share_references(
      {all.begin() + static_cast<std::ptrdiff_t>(times) * share_.first_query, all.end()});
  renews_references_ = false;
}

void SnapshotPass::begin_stretch() {
  const kernels::Partition first_rank{share_.partition.ranks,
                                      0};  // it has the most tiles: all ranks count its pieces
  const std::int64_t begin = progress_.points;
  end_ = std::min({*snapshot_, next_doubling(begin), (begin / plan_.merge_points + 1) * plan_.merge_points});
  first_tile_ = tile_ = begin / kernels::block_points / share_.partition.ranks * kernels::tiles_per_block;
  last_tile_ = first_rank.local_blocks(end_) * kernels::tiles_per_block;
}

double SnapshotPass::points_swept() const {
  const auto begin = static_cast<double>(progress_.points);
  if (last_tile_ == first_tile_) return begin;
  const double part =
      static_cast<double>(tile_ - first_tile_) / static_cast<double>(last_tile_ - first_tile_);
  return begin + part * (static_cast<double>(end_) - begin);
}

PassPiece SnapshotPass::advance(std::int64_t tiles) {
  if (renews_references_) share_references();
  PassPiece piece;
  piece.tiles = std::min(tiles, last_tile_ - tile_);
  sweep(tile_, tile_ + piece.tiles);
  tile_ += piece.tiles;
  if (tile_ == last_tile_) merge(piece);  // what is swept is also kept
  return piece;
}

void SnapshotPass::sweep(std::int64_t first_tile, std::int64_t last_tile) {
  share_.for_tiles(first_tile, last_tile,
                   [this](const kernels::Partition& there, std::int64_t from, std::int64_t to) {
                     share_.sweep.run(there, from, to, progress_.points, end_);
                   });
}

void SnapshotPass::merge(PassPiece& piece) {
  kernels::PosteriorStates states = share_.sweep.collect().among(share_.first_query, share_.all_queries);
  parallel::reduce_to_root(states, ranks_);
  renews_references_ = end_ == *snapshot_ || end_ == next_doubling(progress_.points);
  const std::int64_t begin = std::exchange(progress_.points, end_);
  if (ranks_.is_root()) {
    if (share_.exchanged != nullptr) share_.exchanged->add_to(states, begin, end_);
    piece.bytes = ranks_.size() > 1 ? static_cast<double>(states.bytes()) : 0;
    if (progress_.states.posterior.empty())
      progress_.states = std::move(states);
    else
      progress_.states.merge(states);
    if (renews_references_) progress_.renew_references();
  }
  piece.has_merged = true;
  if (end_ == *snapshot_) {
    piece.snapshot = static_cast<std::size_t>(snapshot_ - plan_.snapshots.cbegin());
    ++snapshot_;
  }
  piece.ends = snapshot_ == plan_.snapshots.cend();
  if (!piece.ends) begin_stretch();
}

}  // namespace regimes::experiments
