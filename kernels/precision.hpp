#pragma once
/// The numbers in which the products of a sweep are formed and summed, and those that points are stored in.

namespace regimes::kernels {

enum class Precision { fp32, fp64 };  ///< float, double

/// Coordinates in memory: float or double numbers, or bytes k, which stand for scale k - center
/// (stored_points.hpp).
enum class Coordinates { fp32, fp64, bytes };

/// What points are stored in that sweeps in this precision read in place.
constexpr Coordinates coordinates_of(Precision precision) {
  return precision == Precision::fp64 ? Coordinates::fp64 : Coordinates::fp32;
}

/// Size of one coordinate.
constexpr int bytes_of(Coordinates coordinates) {
  constexpr int of_float = 4, of_double = 8;
  return coordinates == Coordinates::bytes ? 1 : coordinates == Coordinates::fp32 ? of_float : of_double;
}

}  // namespace regimes::kernels
