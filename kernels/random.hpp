#pragma once
/// Random numbers as a function of where they are used, (seed, replica, purpose; index, coordinate), and
/// never of rank, thread or tile. The words are those of Philox4x32-10 (Salmon et al., SC11; the Random123
/// library).
#include <Random123/philox.h>

#include <Kokkos_Core.hpp>
#include <cstdint>
#include <vector>

#include "kernels/normal.hpp"

namespace regimes::kernels {

/// What a stream of random numbers is for. The values are part of the definition of every data set: never
/// renumber them.
enum class Purpose : std::uint32_t { training_point = 1, query_noise = 2, permutation = 3 };

/// Key of one stream.
struct Stream {
  std::uint32_t key0 = 0;
  std::uint32_t key1 = 0;
};

inline Stream make_stream(std::uint64_t seed, std::uint32_t replica, Purpose purpose) {
  const auto words =
      r123::Philox4x32()({{replica, static_cast<std::uint32_t>(purpose), 0u, 0u}},
                         {{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}});
  return {words.v[0], words.v[1]};
}

/// Coordinates that one evaluation of the generator gives: coordinate k is the (k mod 4)-th number of group k
/// / 4.
inline constexpr int group_coordinates = 4;

/// Normal coordinates 4 group ... 4 group + 3 of vector `index`.
KOKKOS_INLINE_FUNCTION void normal_group(Stream stream, std::uint64_t index, std::uint32_t group,
                                         float (&x)[group_coordinates]) {
  const auto words = r123::Philox4x32()(
      {{static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32), group, 0u}},
      {{stream.key0, stream.key1}});
  normal_pair<Scalar>(words.v[0], words.v[1], x[0], x[1]);
  normal_pair<Scalar>(words.v[2], words.v[3], x[2], x[3]);
}

/// Appends the `dimension` normal coordinates of vector `index`.
inline void append_normals(Stream stream, std::uint64_t index, int dimension, std::vector<float>& out) {
  float group[group_coordinates];
  for (int k = 0; k < dimension; ++k) {
    if (k % group_coordinates == 0) normal_group(stream, index, static_cast<std::uint32_t>(k / group_coordinates), group);
    out.push_back(group[k % group_coordinates]);
  }
}

namespace simd {

/// The same for as many vectors as a pack has lanes: index, index + 1, ... Philox on packs of counters gives,
/// lane by lane, the words of the scalar generator.
REGIMES_ALWAYS_INLINE void normal_groups(Stream stream, std::uint64_t index, std::uint32_t group,
                                         Floats (&x)[group_coordinates]) {
  constexpr int rounds = 10;
  constexpr std::uint32_t multiplier0 = 0xD2511F53u, multiplier1 = 0xCD9E8D57u, weyl0 = 0x9E3779B9u,
                          weyl1 = 0xBB67AE85u;
  Words low = Words{} + static_cast<std::uint32_t>(index),
        high = Words{} + static_cast<std::uint32_t>(index >> 32);
  for (int lane = 0; lane < lanes<float>; ++lane) low[lane] += static_cast<std::uint32_t>(lane);
  high -= (Words)(low < static_cast<std::uint32_t>(index));  // the carry: a true comparison is -1
  Words c0 = low, c1 = high, c2 = Words{} + group, c3{};
  std::uint32_t key0 = stream.key0, key1 = stream.key1;
#if !defined(__CUDACC__) && !defined(__clang__)
#pragma GCC unroll 10
#endif
  for (int round = 0; round < rounds; ++round) {
    Words high0, low0, high1, low1;
    multiply_high_low(c0, multiplier0, high0, low0);
    multiply_high_low(c2, multiplier1, high1, low1);
    c0 = high1 ^ c1 ^ (Words{} + key0);
    c2 = high0 ^ c3 ^ (Words{} + key1);
    c1 = low1;
    c3 = low0;
    key0 += weyl0;
    key1 += weyl1;
  }
  normal_pair<Packed>(c0, c1, x[0], x[1]);
  normal_pair<Packed>(c2, c3, x[2], x[3]);
}

}  // namespace simd
}  // namespace regimes::kernels
