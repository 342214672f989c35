#pragma once
/// Passes in pieces, so that a run can tell how far it is and be stopped.
#include <cstdint>
#include <functional>

#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// Tiles of the first chunk of a pass; later ones are sized so that a chunk takes some tenths of a second.
inline constexpr std::int64_t first_chunk_tiles = 2;

class TileChunks {
 public:
  TileChunks() = default;
  /// `stop_wanted` is asked on every rank: all stop where one wants to.
  explicit TileChunks(std::function<bool()> stop_wanted) : stop_wanted_(std::move(stop_wanted)) {}

  /// Calls work(first, last) on every rank for one chunk of the tiles [first_tile, last_tile) after another.
  /// Between two, root is asked go_on(part): `part` of these tiles is done. Returns false on every rank where
  /// it says no, or where a rank wants to stop. Collective.
  bool run(std::int64_t first_tile, std::int64_t last_tile, const parallel::Communicator& ranks,
           const std::function<void(std::int64_t first, std::int64_t last)>& work,
           const std::function<bool(double part)>& go_on);

  /// Whether all ranks go on, where root does if `root_goes_on`; one small Allreduce. Collective.
  bool all_go_on(const parallel::Communicator& ranks, bool root_goes_on) const;

 private:
  std::int64_t agree(const parallel::Communicator& ranks, bool root_goes_on, std::int64_t chunk) const;

  std::function<bool()> stop_wanted_;
  std::int64_t chunk_ = first_chunk_tiles;
};

}  // namespace regimes::experiments
