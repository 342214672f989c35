#pragma once
/// A bound on the rounding of products that no sum exceeds, for what must be certain.

#include "kernels/tuning.hpp"

namespace regimes::kernels {

/// The error of x.a - |a|^2/2 in Real is at most this times |a| (|x| + |a|/2): in a sum of m terms the error
/// of each is at most about m times the rounding of one number.
template <class Real>
constexpr double relative_product_error(int dimension) {
  // Additions that a term goes through: of its chunk, of the totals, and those of origins and conversions.
  constexpr int others = 8;
  constexpr double rounding = sizeof(Real) == sizeof(float) ? 0x1p-24 : 0x1p-53;
  const int in_chunk = dimension < chunk_coordinates ? dimension : chunk_coordinates;
  const int totals = dimension / DeviceShape::coordinates;
  return (in_chunk + totals + others) * rounding;
}

}  // namespace regimes::kernels
