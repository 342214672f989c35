#pragma once
/// Which class a point has: a function of its index and of the shares of the classes alone.
#include <cstdint>

#include "kernels/device.hpp"

namespace regimes::kernels {

/// The bits of an index in reverse behind the binary point, van der Corput's sequence 0, 1/2, 1/4, 3/4, ...;
/// exact for an index below 2^53.
REGIMES_INLINE_FUNCTION double reversed_bits(std::uint64_t index) {
  constexpr std::uint64_t masks[] = {0x5555555555555555u, 0x3333333333333333u, 0x0f0f0f0f0f0f0f0fu,
                                     0x00ff00ff00ff00ffu, 0x0000ffff0000ffffu, 0x00000000ffffffffu};
  constexpr double two_to_minus_64 = 5.421010862427522e-20;
  int width = 1;
  for (const std::uint64_t mask : masks) {
    index = (index >> width & mask) | (index & mask) << width;
    width *= 2;
  }
  return static_cast<double>(index) * two_to_minus_64;
}

/// The class in whose share of [0, 1) the reversed bits of the index fall. shares: [classes], with the sum 1.
/// Every prefix of the indices has its share of every class up to a number of points that grows like its
/// logarithm, and two equal classes alternate.
REGIMES_INLINE_FUNCTION int class_of_index(std::int64_t index, const double* shares, int classes) {
  if (classes == 1) return 0;
  double left = reversed_bits(static_cast<std::uint64_t>(index));
  for (int c = 0; c + 1 < classes; ++c) {
    if (left < shares[c]) return c;
    left -= shares[c];
  }
  return classes - 1;
}

}  // namespace regimes::kernels
