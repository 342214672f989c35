#pragma once
/// Training points that are functions of their index: the one source of points that takes no memory.
#include <cstdint>

#include "kernels/deal.hpp"
#include "kernels/device.hpp"
#include "kernels/math.hpp"
#include "kernels/random.hpp"

namespace regimes::kernels {

/// The dimension, filled up to whole groups of coordinates.
REGIMES_INLINE_FUNCTION constexpr int padded_dimension(int dimension) {
  return (dimension + group_coordinates - 1) / group_coordinates * group_coordinates;
}

/// Procedural points, never stored: a = sigma z, or a = +-m + sigma z with m = mu (1, ..., 1) and classes
/// that alternate with the index (+ for even), z normal and a function of (seed, replica, index, coordinate).
struct ProceduralPoints {
  Stream stream;
  int dimension = 0;
  float standard_deviation = 1;
  float mean_amplitude = 0;  ///< mu
  int classes = 0;           ///< 0, or 2 for the mixture

  REGIMES_INLINE_FUNCTION static int class_of_index(std::int64_t index) {
    return static_cast<int>(index % 2);
  }
  REGIMES_INLINE_FUNCTION int class_of(const Tile& tile, int p) const {
    return class_of_index(tile.first + p);
  }

  /// Every coordinate of the class mean.
  REGIMES_INLINE_FUNCTION float mean_of(std::int64_t index) const {
    return class_of_index(index) == 0 ? mean_amplitude : -mean_amplitude;
  }

  REGIMES_INLINE_FUNCTION void group(const Tile& tile, int p, int g, float (&x)[group_coordinates]) const {
    const std::int64_t index = tile.first + p;
    normal_group<Scalar>(stream, static_cast<std::uint64_t>(index), static_cast<std::uint32_t>(g), x);
    for (int i = 0; i < group_coordinates; ++i)
      x[i] =
          g * group_coordinates + i < dimension ? math::fma(standard_deviation, x[i], mean_of(index)) : 0.f;
  }
};

}  // namespace regimes::kernels
