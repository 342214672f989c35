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
  /// Calls work(first, last) on every rank for one chunk of the tiles [first_tile, last_tile) after another.
  /// Between two, root is asked go_on(part): `part` of these tiles is done. Returns false on every rank where
  /// it says no. Collective.
  bool run(std::int64_t first_tile, std::int64_t last_tile, const parallel::Communicator& ranks,
           const std::function<void(std::int64_t first, std::int64_t last)>& work,
           const std::function<bool(double part)>& go_on);

 private:
  std::int64_t chunk_ = first_chunk_tiles;
};

}  // namespace regimes::experiments
