#pragma once
/// Random numbers as a function of where they are used, (seed, replica, purpose; index, coordinate), and
/// never of rank, thread or tile. The words are those of Philox4x32-10 (Salmon et al., SC11; the Random123
/// library).
#include <Random123/philox.h>

#include <cstdint>
#include <vector>

#include "kernels/device.hpp"
#include "kernels/normal.hpp"
#include "kernels/packs/vector_width.hpp"

namespace regimes::kernels {

/// What a stream of random numbers is for. The values are part of the definition of every data set: never
/// renumber them.
enum class Purpose : std::uint32_t {
  training_point = 1,
  query_noise = 2,
  permutation = 3,
  exact_query = 4,
  trajectory_start = 20,
  trajectory_noise = 21,
  posterior_block = 22,
  posterior_point = 23,
  turned_point = 24
};

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

/// The four words of Philox4x32-10 for the counter (index, group): the same as Random123's, lane by lane.
template <class Ops>
REGIMES_FORCEINLINE_FUNCTION void philox(Stream stream, std::uint64_t index, std::uint32_t group,
                                         typename Ops::Word (&c)[4]) {
  using Word = typename Ops::Word;
  constexpr int rounds = 10;
  constexpr std::uint32_t multiplier0 = 0xD2511F53u, multiplier1 = 0xCD9E8D57u, weyl0 = 0x9E3779B9u,
                          weyl1 = 0xBB67AE85u;
  const Word first = Ops::splat_word(static_cast<std::uint32_t>(index));
  c[0] = first + Ops::lane_numbers();
  c[1] = Ops::splat_word(static_cast<std::uint32_t>(index >> 32)) -
         Ops::mask_below(c[0], first);  // minus all ones: the carry
  c[2] = Ops::splat_word(group);
  c[3] = Ops::splat_word(0);
  std::uint32_t key0 = stream.key0, key1 = stream.key1;
  REGIMES_UNROLL
  for (int round = 0; round < rounds; ++round) {
    Word high0, low0, high1, low1;
    Ops::multiply_high_low(c[0], multiplier0, high0, low0);
    Ops::multiply_high_low(c[2], multiplier1, high1, low1);
    c[0] = high1 ^ c[1] ^ Ops::splat_word(key0);
    c[2] = high0 ^ c[3] ^ Ops::splat_word(key1);
    c[1] = low1;
    c[3] = low0;
    key0 += weyl0;
    key1 += weyl1;
  }
}

/// Normal coordinates 4 group ... 4 group + 3 of vector `index` (of vectors index, index + 1, ... in the
/// lanes of packs).
template <class Ops>
REGIMES_FORCEINLINE_FUNCTION void normal_group(Stream stream, std::uint64_t index, std::uint32_t group,
                                               typename Ops::Float (&x)[group_coordinates]) {
  typename Ops::Word words[4];
  philox<Ops>(stream, index, group, words);
  normal_pair<Ops>(words[0], words[1], x[0], x[1]);
  normal_pair<Ops>(words[2], words[3], x[2], x[3]);
}

/// Appends the `dimension` normal coordinates of vector `index`.
inline void append_normals(Stream stream, std::uint64_t index, int dimension, std::vector<float>& out) {
  float group[group_coordinates];
  for (int k = 0; k < dimension; ++k) {
    if (k % group_coordinates == 0)
      normal_group<Scalar>(stream, index, static_cast<std::uint32_t>(k / group_coordinates), group);
    out.push_back(group[k % group_coordinates]);
  }
}

/// The normal coordinates of vectors first ... first + count - 1, [vector][coordinate]: those of
/// append_normals(), made many at a time.
std::vector<float> normal_rows(Stream stream, std::uint64_t first, int count, int dimension);

/// A uniform number in [0, 1) with 53 bits, the first of vector `index` in a group of coordinates.
inline double uniform(Stream stream, std::uint64_t index, std::uint32_t group) {
  constexpr double two_to_minus_53 = 1.1102230246251565e-16;
  constexpr int dropped_bits = 11;
  std::uint32_t words[4];
  philox<Scalar>(stream, index, group, words);
  return static_cast<double>((std::uint64_t{words[1]} << 32 | words[0]) >> dropped_bits) * two_to_minus_53;
}

}  // namespace regimes::kernels
