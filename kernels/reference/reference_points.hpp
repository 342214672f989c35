#pragma once
/// Procedural points as plain loops: the oracle of those that sweeps make.
#include <cmath>
#include <cstdint>
#include <vector>

#include "kernels/procedural_points.hpp"
#include "kernels/reference/reference_sweep.hpp"

namespace regimes::kernels::reference {

/// Bit i of the index, counted from the lowest, adds 2^{-i-1}; the class is the one in whose share the sum
/// falls.
inline int class_of_index(std::int64_t index, const std::vector<double>& shares) {
  double sum = 0, place = 0.5;
  for (; index != 0; index /= 2, place /= 2) sum += static_cast<double>(index % 2) * place;
  std::size_t c = 0;
  for (; c + 1 < shares.size() && sum >= shares[c]; ++c) sum -= shares[c];
  return static_cast<int>(c);
}

/// a_k = m_k + sigma_k z_k.
inline void append_normal_point(const ProceduralPoints& points, std::int64_t index, int c,
                                std::vector<double>& a) {
  const ClassTables& tables = *points.tables;
  std::vector<float> normals;
  append_normals(points.stream, static_cast<std::uint64_t>(index), points.dimension, normals);
  for (int k = 0; k < points.dimension; ++k) {
    const float deviation = tables.deviations[c * tables.deviation_row + (tables.deviation_row > 1 ? k : 0)],
                mean = tables.means[c * tables.mean_row + (tables.mean_row > 1 ? k : 0)];
    a.push_back(std::fma(deviation, normals[k], mean));
  }
}

/// a_0 = +1 for a word in the lower half, a_k = a_{k-1} for a word below the number of those that stay.
inline void append_chain(const ProceduralPoints& points, std::int64_t index, int c, std::vector<double>& a) {
  std::uint32_t words[group_coordinates];
  double spin = 1;
  for (int k = 0; k < points.dimension; ++k) {
    if (k % group_coordinates == 0)
      philox<Scalar>(points.stream, static_cast<std::uint64_t>(index),
                     static_cast<std::uint32_t>(k / group_coordinates), words);
    const std::uint64_t staying = k == 0 ? std::uint64_t{1} << 31 : points.tables->staying_words[c];
    if (words[k % group_coordinates] >= staying) spin = -spin;
    a.push_back(spin);
  }
}

/// The first `count` points.
inline Points unfold(const ProceduralPoints& procedural, std::int64_t count) {
  Points points{count, procedural.dimension, procedural.classes, {}, {}};
  for (std::int64_t index = 0; index < count; ++index) {
    const int c = class_of_index(index, procedural.tables->shares);
    procedural.tables->is_chain() ? append_chain(procedural, index, c, points.a)
                                  : append_normal_point(procedural, index, c, points.a);
    points.class_of.push_back(c);
  }
  return points;
}

}  // namespace regimes::kernels::reference
