#include "experiments/run/tile_chunks.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

namespace regimes::experiments {

namespace {

using Clock = std::chrono::steady_clock;

/// Tiles of the next chunk, from how long the last one took on root: short enough to react, long enough that
/// agreeing costs nothing.
std::int64_t next_chunk(std::int64_t tiles, double seconds) {
  constexpr double wanted_seconds = 0.3, largest_step = 4;
  const double factor = std::clamp(wanted_seconds / std::max(seconds, 1e-6), 1 / largest_step, largest_step);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(static_cast<double>(tiles) * factor));
}

}  // namespace

bool TileChunks::run(std::int64_t first_tile, std::int64_t last_tile, const parallel::Communicator& ranks,
                     const std::function<void(std::int64_t first, std::int64_t last)>& work,
                     const std::function<bool(double part)>& go_on) {
  for (std::int64_t tile = first_tile; tile < last_tile;) {
    const std::int64_t next = std::min(tile + chunk_, last_tile);
    const auto start = Clock::now();
    work(tile, next);
    const std::int64_t done = next - tile;
    tile = next;
    if (tile == last_tile) break;  // what is swept is also kept
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    const double part = static_cast<double>(tile - first_tile) / static_cast<double>(last_tile - first_tile);
    const bool root_goes_on = !ranks.is_root() || go_on(part);
    const std::int64_t chunk = agree(ranks, root_goes_on, next_chunk(done, seconds));
    if (chunk == 0) return false;
    chunk_ = chunk;
  }
  return true;
}

bool TileChunks::all_go_on(const parallel::Communicator& ranks, bool root_goes_on) const {
  return agree(ranks, root_goes_on, chunk_) != 0;
}

/// Root's chunk on every rank; 0 where any rank wants to stop.
std::int64_t TileChunks::agree(const parallel::Communicator& ranks, bool root_goes_on,
                               std::int64_t chunk) const {
  constexpr std::int64_t stop = std::numeric_limits<std::int64_t>::max();
  const bool stops = (ranks.is_root() && !root_goes_on) || (stop_wanted_ && stop_wanted_());
  const std::int64_t agreed = ranks.maximum(stops ? stop : ranks.is_root() ? chunk : 0);
  return agreed == stop ? 0 : agreed;
}

}  // namespace regimes::experiments
