#pragma once
/// Bounds on the rounding of products and of weights that no sum exceeds, for what must be certain.

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
  const int totals = dimension / chunk_coordinates;
  return (in_chunk + totals + others) * rounding;
}

/// Bounds on the relative error that a recurrence (recurrence.hpp) leaves in a float weight, beside that of
/// its logits: its first ratio is off by an exponential, and every step rounds. Where ratios change, their
/// roundings add up in each other: k^2/2 of them in step k.
inline constexpr double relative_exponential_error = 0x1p-23;
inline constexpr double constant_recurrence_error =
    longest_recurrence * (relative_exponential_error + 0x1p-24);
inline constexpr double recurrence_error =
    constant_recurrence_error + longest_recurrence * longest_recurrence / 2. * 0x1p-24;

}  // namespace regimes::kernels
