#pragma once
#include <array>
#include <cstddef>
#include <span>

namespace regimes::diffusion {

/// |x - signal a|^2 of points with as many coordinates. The sum has strands, whose additions do not wait for each
/// other: several times faster than one, and the compiler keeps them in vectors.
inline double squared_distance(std::span<const double> x, std::span<const double> a, double signal) {
  constexpr std::size_t strands = 16;
  std::array<double, strands> sums = {};
  const auto add = [&](std::size_t strand, std::size_t k) {
    const double difference = x[k] - signal * a[k];
    sums[strand] += difference * difference;
  };
  const std::size_t whole = x.size() / strands * strands;
  for (std::size_t k = 0; k < whole; k += strands)
    for (std::size_t strand = 0; strand < strands; ++strand) add(strand, k + strand);
  for (std::size_t k = whole; k < x.size(); ++k) add(k - whole, k);
  for (std::size_t half = strands / 2; half > 0; half /= 2)
    for (std::size_t strand = 0; strand < half; ++strand) sums[strand] += sums[strand + half];
  return sums[0];
}

}  // namespace regimes::diffusion
