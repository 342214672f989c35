#pragma once
/// Open chains of spins +-1, drawn forward: the first spin is fair, and every next one equals the spin before
/// it with a given probability. Spin k takes its chance from the word of coordinate k.
#include <cmath>
#include <cstdint>

#include "kernels/random.hpp"

namespace regimes::kernels {

inline constexpr std::uint32_t fair_word = 0x80000000u;  ///< half of all words lie below

/// How many of the 2^32 words w, taken as the uniform numbers (w + 1/2)/2^32, lie below a probability: of
/// these a spin equals the one before.
inline std::uint64_t words_below(double probability) {
  constexpr double words = 4294967296.0, half = 0.5;
  const double below = std::ceil(probability * words - half);
  return below > 0 ? static_cast<std::uint64_t>(below) : 0;
}

/// The number of words_below() in the lanes of words.
template <class Ops>
struct StayingWords {
  typename Ops::Word below;   ///< its low 32 bits
  typename Ops::Word always;  ///< all bits where it is 2^32: every word stays

  REGIMES_FORCEINLINE_FUNCTION void set(int lane, std::uint64_t words) {
    constexpr int bits = 32;
    Ops::set_lane(below, lane, static_cast<std::uint32_t>(words));
    Ops::set_lane(always, lane, words >> bits != 0 ? ~std::uint32_t{0} : 0);
  }
};

/// Spins 4 group ... 4 group + 3 of chain `index` (of chains index, index + 1, ... in the lanes of packs).
/// `sign` is the sign bit of the spin before them, and becomes that of the last; for group 0 it is 0.
template <class Ops>
REGIMES_FORCEINLINE_FUNCTION void spin_group(Stream stream, std::uint64_t index, std::uint32_t group,
                                             const StayingWords<Ops>& staying, typename Ops::Word& sign,
                                             typename Ops::Float (&x)[group_coordinates]) {
  using Word = typename Ops::Word;
  constexpr std::uint32_t sign_bit = 0x80000000u, one = 0x3f800000u;  // of float numbers
  Word words[group_coordinates];
  philox<Ops>(stream, index, group, words);
  for (int i = 0; i < group_coordinates; ++i) {
    const bool is_first = group == 0 && i == 0;
    const Word stays = is_first ? Ops::mask_below(words[i], Ops::splat_word(fair_word))
                                : Ops::mask_below(words[i], staying.below) | staying.always;
    sign ^= ~stays & Ops::splat_word(sign_bit);
    x[i] = Ops::as_float((typename Ops::Int)(sign | Ops::splat_word(one)));
  }
}

}  // namespace regimes::kernels
