#pragma once
/// The two kinds of query, as plain host arrays that every rank holds alike.
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

namespace regimes::kernels {

/// The grid on which the noise of queries lies whose sources are bytes: its products with bytes are then
/// exact in two digits of 8 bits. It is the noise itself that is rounded, so that nothing else is; its
/// variance is 1 + 5e-9.
inline constexpr float noise_step = 0x1p-12F;
inline float on_noise_grid(float z) { return std::nearbyint(z / noise_step) * noise_step; }

/// x(t) = a^mu e^{-t} + sqrt(Delta_t) z at all times at once: a source point of the training set and a noise.
/// Its logits are relative to that of the source, and the source is left out of the sums.
struct NoisedQueries {
  int count = 0;
  int dimension = 0;
  std::vector<double> source;              ///< [query][coordinate], a^mu as the points have it
  std::vector<float> noise;                ///< [query][coordinate], z
  std::vector<std::int64_t> source_index;  ///< global index mu of every query
  /// A second point that is left out of the sums of a query; -1, or an empty vector: none. [query]
  std::vector<std::int64_t> exchanged_index = {};
  /// Every noise is met with both signs: there are two states per (query, time), [query][z, -z][time], for
  /// the products of one.
  bool is_mirrored = false;

  int states() const { return is_mirrored ? 2 * count : count; }
  std::int64_t exchanged(int query) const { return exchanged_index.empty() ? -1 : exchanged_index[query]; }
};

/// Queries [first, last) of them.
inline NoisedQueries part_of(const NoisedQueries& queries, int first, int last) {
  const auto begin = static_cast<std::ptrdiff_t>(first) * queries.dimension,
             end = static_cast<std::ptrdiff_t>(last) * queries.dimension;
  NoisedQueries part{last - first,
                     queries.dimension,
                     {queries.source.begin() + begin, queries.source.begin() + end},
                     {queries.noise.begin() + begin, queries.noise.begin() + end},
                     {queries.source_index.begin() + first, queries.source_index.begin() + last}};
  if (!queries.exchanged_index.empty())
    part.exchanged_index.assign(queries.exchanged_index.begin() + first,
                                queries.exchanged_index.begin() + last);
  part.is_mirrored = queries.is_mirrored;
  return part;
}

/// Any point x at one time. Its logits are L = (e^{-t} x.a - e^{-2t} |a|^2/2)/Delta_t, and no point is left
/// out.
struct FreeQueries {
  int count = 0;
  int dimension = 0;
  std::vector<double> x;  ///< [query][coordinate]
};

/// One of them.
inline FreeQueries part_of(const FreeQueries& queries, int query) {
  const auto begin = queries.x.begin() + static_cast<std::ptrdiff_t>(query) * queries.dimension;
  return {1, queries.dimension, {begin, begin + queries.dimension}};
}

/// |x|^2 of every query.
inline std::vector<double> norms_squared(const FreeQueries& queries) {
  std::vector<double> norms;
  for (int q = 0; q < queries.count; ++q) {
    const auto x = queries.x.begin() + static_cast<std::ptrdiff_t>(q) * queries.dimension;
    norms.push_back(std::inner_product(x, x + queries.dimension, x, 0.));
  }
  return norms;
}

}  // namespace regimes::kernels
