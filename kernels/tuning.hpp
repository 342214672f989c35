#pragma once
/// The sizes of the sweeps, all in one place: what each is, what bounds it, and what was measured beside it
/// (README.md, "Tuning"). Any of them may be changed; the tests hold for all values that meet the static
/// assertions, and only the sizes of a block and a tile change results, by rounding.
#include <cstdint>

#include "kernels/packs/vector_width.hpp"

namespace regimes::kernels {

// --- Dealing: the same on every machine, because results depend on it.

/// Points that a sweep handles together. Their products with a group of queries are 24 KiB in float: with the
/// queries of a chunk they fit the first-level cache of 32 to 48 KiB, and the next level where they do not.
inline constexpr int tile_points = 96;
/// Tiles of a block, the unit that is distributed to ranks.
inline constexpr int tiles_per_block = 2;

// --- CPU, small and large d alike: what differs between them is which part of the loop takes the time.

/// Points of a register tile.
inline constexpr int tile_rows = 6;
/// Packs of queries of a register tile: with tile_rows, 24 accumulators of the 32 registers of AVX-512, 12 of
/// 16 elsewhere; the others hold operands.
inline constexpr int tile_vectors = simd::vector_bytes == 64 ? 4 : 2;
/// Coordinates summed before the partial sum is added to the total. Bounds the rounding error of long sums (7
/// to 10 times smaller at d = 1024) and keeps the packed queries of a chunk within the first-level cache.
/// Below this d there is one chunk, and the products are stored once.
inline constexpr int chunk_coordinates = 128;
/// Coordinates of a partial sum of |a|^2.
inline constexpr int norm_coordinates = 64;
/// Tiles whose weighted points are summed in Real before the sum is added in double (posterior means).
inline constexpr int tiles_per_flush = 32;

// --- What is left out, and when references move.

/// Terms of a posterior that together weigh less than this part of the reference point's weight are skipped.
inline constexpr double negligible_weight = 1e-7;
/// Passes over fewer points than this skip as if there were as many, so that what is skipped, and with it
/// every digit, does not change when a pass is made longer. At a million points it costs up to 7 % more
/// exponentials than a threshold of its own.
inline constexpr std::int64_t fewest_points_of_skipping = 1'000'000'000;
/// The reference of a sum moves once a logit exceeds it by this much; e^{2 x 20} is far from overflow in
/// float.
inline constexpr int rebase_above = 20;

// --- Weights by recurrence, on a CPU (recurrence.hpp).

/// Times of a recurrence. What begins it costs as much as 8 times, its rounding grows as the square: at most
/// 32^2/2 roundings of a weight, 3e-5 in float, and 4e-6 on average.
inline constexpr int shortest_recurrence = 8, longest_recurrence = 32;
/// Points of a register tile: each takes four registers or five, of the 32 of AVX-512 or of 16 elsewhere.
inline constexpr int recurrence_rows = simd::vector_bytes == 64 ? 6 : 3;
/// Times after which a recurrence looks whether what is left of it may be skipped.
inline constexpr int recurrence_stretch = 8;
/// A recurrence begins with a weight e^l whose l - reference is above this; with rebase_above, its ratio to
/// the next weight is within the range of float: e^{20 + 66} < 2e38.
inline constexpr int lowest_start = -66;
/// The largest logit that is known may lie this far below the reference of a recurrence, so that the square
/// of its weight keeps its digits, or this far above.
inline constexpr int lowest_below_line = -25, highest_above_line = 1;

// --- GPU: a team per (tile of queries, range of points), a register tile per thread (device_multiply.hpp).

/// Threads of a team, in rows and columns of register tiles.
inline constexpr int device_row_groups = 16, device_column_groups = 12,
                     device_threads = device_row_groups * device_column_groups;
/// Teams that are to fit a multiprocessor of 65536 registers: 168 for each thread.
inline constexpr int device_teams_together = 2;

/// What a team stages and multiplies. Products of points and columns lie in the scratch memory, of which
/// Kokkos gives a team 48 KiB on any GPU; so there are half as many points in double.
template <class Real>
struct DeviceShape {
  static constexpr int points = sizeof(Real) == sizeof(float) ? 96 : 48;  ///< multiplied together
  static constexpr int columns = 96;      ///< queries (one product) or sources and noises (two) of a team
  static constexpr int coordinates = 16;  ///< staged together, one stage while the one before is multiplied
  static constexpr int thread_rows = points / device_row_groups;  ///< register tile: 6 x 8 in float, 3 x 8
  static constexpr int thread_columns = columns / device_column_groups;
  /// Two more, so that threads of a warp that stage different coordinates write to different banks.
  static constexpr int padded_points = points + 2;
};

/// Times of a query that a thread accumulates in registers, where there are as many, and points after which
/// it notes where the largest logit was.
inline constexpr int device_times = 4, device_noted_points = 8;
/// Teams, at least, to fill a GPU: 15 for every multiprocessor.
inline constexpr int device_teams = 2048;
/// Memory for procedural points, which are made once for all queries. On a host little, so that tests see
/// more than one window.
inline constexpr std::int64_t device_window_bytes = std::int64_t{1} << 29, host_window_bytes = 1 << 16;

static_assert(tile_points % tile_rows == 0 && tile_points % (simd::vector_bytes / 4) == 0);
static_assert(tile_rows % recurrence_rows == 0, "rows of padding fill register tiles");
static_assert(tile_points % DeviceShape<float>::points == 0 && tile_points % DeviceShape<double>::points == 0,
              "a part of a tile never crosses its end");
static_assert(chunk_coordinates % DeviceShape<float>::coordinates == 0);

}  // namespace regimes::kernels
