#pragma once
/// Noised queries among points that are bytes, a = scale k - center: both differences from the source are
/// integers, of bytes alone, times a factor,
///     D1 = -|a - a^mu|^2/2 = -(scale^2/2) |k - k^mu|^2,    D2 = z.(a - a^mu) = scale step Z.(k - k^mu)
/// where the noise is z = step Z (queries.hpp), Z = 256 high + low with digits of 8 bits. The integers are
/// exact,
///     |k - k^mu|^2 = sum k (k - 256) - 2 k.(k^mu - 128) + |k^mu|^2
/// as products take signed bytes on one side; D1 and D2 are these rounded to float once. So nothing is lost
/// where points are far from the origin and close to each other, and float is enough at any time.
#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstdint>
#include <optional>

#include "kernels/bytes/byte_products.hpp"
#include "kernels/packs/packed_queries.hpp"
#include "kernels/packs/procedural_tiles.hpp"
#include "kernels/stored_rows.hpp"

namespace regimes::kernels {

/// Sums stay below 2^31 in all their parts: 2 x 255 x 128 d.
inline constexpr int largest_byte_dimension = 32768;

/// Stored points as this sweep sees them: bytes.
struct ByteRows : StoredRows {};

struct ByteQueries : QueryGroups<tile_columns<float> / 2> {
  static constexpr int columns = tile_columns<float>, width = simd::lanes<std::int32_t>,
                       packs = lanes / width;
  enum Digit { source, high, low };

  int words;
  Kokkos::View<std::int32_t*, Kokkos::HostSpace> digits;   ///< [group][pack][word][digit][lane], 4 to each
  Kokkos::View<std::int32_t*, Kokkos::HostSpace> origins;  ///< [group][pack][digit][lane]
  float distance_factor, overlap_factor;                   ///< D1 and D2 of the integers

  ByteQueries(int count, int dimension, double scale)
      : QueryGroups(count, dimension),
        words((dimension + word_bytes - 1) / word_bytes),
        digits("regimes::queries::digits",
               static_cast<std::size_t>(groups) * packs * words * query_digits * width),
        origins("regimes::queries::origins", static_cast<std::size_t>(groups) * packs * query_digits * width),
        distance_factor(static_cast<float>(-scale * scale / 2)),
        overlap_factor(static_cast<float>(scale * noise_step)) {}

  const std::int32_t* pack_digits(int group, int pack) const {
    return digits.data() + (static_cast<std::size_t>(group) * packs + pack) * words * query_digits * width;
  }
  const std::int32_t* pack_origins(int group, int pack) const {
    return origins.data() + (static_cast<std::size_t>(group) * packs + pack) * query_digits * width;
  }
  void set_digit(int query, int coordinate, Digit digit, std::int32_t value) const {
    const std::size_t word = static_cast<std::size_t>(query / width) * words + coordinate / word_bytes;
    std::int32_t& four = digits((word * query_digits + digit) * width + query % width);
    const auto byte = static_cast<std::uint32_t>(static_cast<std::uint8_t>(value));
    four =
        static_cast<std::int32_t>(static_cast<std::uint32_t>(four) | byte << (8 * (coordinate % word_bytes)));
  }
  std::int32_t& origin(int query, Digit digit) const {
    return origins((static_cast<std::size_t>(query / width) * query_digits + digit) * width + query % width);
  }
};

/// None where points are no bytes, sources none of their scale, or noise is not on its grid.
inline std::optional<ByteQueries> pack_bytes(const ByteRows& points, const NoisedQueries& queries) {
  if (points.kind != Coordinates::bytes || queries.dimension > largest_byte_dimension) return {};
  constexpr double source_error = 1e-6;            // of a unit: rounding of its coordinates
  constexpr int base = 256, largest = 127 * base;  // of two signed digits
  ByteQueries packed(queries.count, queries.dimension, points.scale);
  for (int q = 0; q < queries.count; ++q) {
    std::int32_t norm = 0, high_overlap = 0, low_overlap = 0;
    for (int k = 0; k < queries.dimension; ++k) {
      const std::size_t at = static_cast<std::size_t>(q) * queries.dimension + k;
      const double source = (queries.source[at] + points.center(k)) / points.scale,
                   noise = static_cast<double>(queries.noise[at]) / noise_step;
      const double byte = std::nearbyint(source);
      if (!(std::abs(source - byte) <= source_error && byte >= 0 && byte < base)) return {};
      if (!(std::abs(noise) <= largest && noise == std::nearbyint(noise))) return {};
      const auto b = static_cast<std::int32_t>(byte), z = static_cast<std::int32_t>(noise);
      const std::int32_t high = (z + base / 2 + base * base) / base - base, low = z - base * high;
      packed.set_digit(q, k, ByteQueries::source, b - base / 2);
      packed.set_digit(q, k, ByteQueries::high, high);
      packed.set_digit(q, k, ByteQueries::low, low);
      norm += b * b;
      high_overlap += b * high;
      low_overlap += b * low;
    }
    packed.origin(q, ByteQueries::source) = norm;
    packed.origin(q, ByteQueries::high) = high_overlap;
    packed.origin(q, ByteQueries::low) = low_overlap;
    packed.exclude_points_of(queries, q);
  }
  return packed;
}

template <class Real>
std::size_t tile_scratch(const ByteRows&) {
  return 0;
}
/// Products read the rows as they lie.
template <class Real>
TileView<Real> read_tile(const ByteRows&, const Tile&, Real*, Real*) {
  return {nullptr, 0, 0};
}

/// Rows [first, first + Rows) of a tile and one pack of queries.
template <int Rows>
void make_byte_differences(const ByteRows& points, const Tile& tile, int first, const ByteQueries& queries,
                           int group, int pack, float* differences) {
  using Q = ByteQueries;
  simd::Ints sums[byte_rows_together][query_digits];
  const std::int64_t row = tile.local_row + first;
  multiply_byte_rows<Rows>(points.byte_rows.data() + row * points.dimension, points.dimension,
                           queries.pack_digits(group, pack), sums);
  const std::int32_t* origins = queries.pack_origins(group, pack);
  for (int i = 0; i < Rows; ++i) {
    const auto rest = [&](Q::Digit digit) { return sums[i][digit] - simd::load(origins + digit * Q::width); };
    const auto floats = [](simd::Ints x) { return __builtin_convertvector(x, simd::Floats); };
    const simd::Ints distance = (simd::splat(points.byte_sums(row + i)) - sums[i][Q::source] * 2) +
                                simd::load(origins + Q::source * Q::width);
    float* out = differences + (first + i) * Q::columns + pack * Q::width;
    simd::store(out, floats(distance) * queries.distance_factor);
    simd::store(out + Q::columns / 2,
                (floats(rest(Q::high)) * 256.F + floats(rest(Q::low))) * queries.overlap_factor);
  }
}

/// As of products in Real (host_tile_loop.hpp).
inline void make_differences(const ByteRows& points, const Tile& tile, const TileView<float>&, const float*,
                             const ByteQueries& queries, int group, float* differences) {
  for (int pack = 0; pack < ByteQueries::packs; ++pack) {
    int row = 0;
    for (; row + byte_rows_together <= tile.count; row += byte_rows_together)
      make_byte_differences<byte_rows_together>(points, tile, row, queries, group, pack, differences);
    for (; row < tile.count; ++row)
      make_byte_differences<1>(points, tile, row, queries, group, pack, differences);
  }
  exclude_padding<2>(differences, tile.count);
}

}  // namespace regimes::kernels
