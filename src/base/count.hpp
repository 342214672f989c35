#pragma once
/// Reading a number of things: exact integers in the notations that people use for large ones.
#include <cstdint>
#include <string_view>

namespace regimes {

inline constexpr std::int64_t largest_count = std::int64_t{1} << 62;

/// The integer in [0, largest_count] that `text` writes as
///   digits, in groups if wanted    1000000, 1_000_000
///   a decimal with an exponent     1e6, 2.5e6
///   a decimal with a suffix        10M, 1.5k        (k or K, M, G, T: powers of 1000)
///   a power                        2^20
/// It is exact: nothing passes through a double. UsageError naming `what` (an option) for everything else:
/// signs, spaces, fractions, junk, nan, and values beyond largest_count.
std::int64_t parse_count(std::string_view text, std::string_view what);

}  // namespace regimes
