#pragma once
/// Training points that are functions of (seed, replica, index, coordinate): the one source of points that
/// takes no memory.
#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "kernels/class_shares.hpp"
#include "kernels/device.hpp"
#include "kernels/partition.hpp"
#include "kernels/random.hpp"

namespace regimes::kernels {

/// The dimension, filled up to whole groups of coordinates.
REGIMES_INLINE_FUNCTION constexpr int padded_dimension(int dimension) {
  return (dimension + group_coordinates - 1) / group_coordinates * group_coordinates;
}

/// A class of points a_k = m_k + sigma_k z_k, z normal. Both are [d], or one number for all coordinates.
struct NormalClass {
  std::vector<float> mean, deviation;
};

/// A class of open chains of spins a_k = +-1: the first is fair, and every next one equals the spin before
/// it with this probability.
struct ChainClass {
  double staying_probability = 0.5;
};

using ProceduralClass = std::variant<NormalClass, ChainClass>;

/// The classes of procedural points as the plain arrays that generators read. Rows of coordinates are padded
/// to whole groups.
struct ClassTables {
  std::vector<double> shares;                ///< [class], of the points
  std::vector<float> means, deviations;      ///< [class][row]; empty for chains
  int mean_row = 1, deviation_row = 1;       ///< padded dimension, or 1: the same for all coordinates
  std::vector<std::uint64_t> staying_words;  ///< [class], see words_below(); empty for normal coordinates

  bool is_chain() const { return !staying_words.empty(); }
  int count() const { return static_cast<int>(shares.size()); }
};

/// Procedural points, never stored. The class of a point is class_of_index(); coordinates come from the
/// stream.
struct ProceduralPoints {
  Stream stream;
  int dimension = 0;
  int classes = 0;  ///< that a sweep tells apart; 0: the points are of one class, or it does not matter
  std::shared_ptr<const ClassTables> tables;

  int class_of_index(std::int64_t index) const {
    return kernels::class_of_index(index, tables->shares.data(), tables->count());
  }
  int class_of(const Tile& tile, int p) const { return class_of_index(tile.first + p); }
};

/// Points of these classes, with one share each. Classes are of one kind, and rows as long as the dimension
/// says (ContractError).
ProceduralPoints make_procedural(Stream stream, int dimension, const std::vector<ProceduralClass>& classes,
                                 const std::vector<double>& shares);

/// Points of one class, N(0, deviation^2 I).
ProceduralPoints normal_points(Stream stream, int dimension, float deviation = 1);

/// Writes points first ... first + count - 1, [point][coordinate].
void write_rows(const ProceduralPoints& points, std::int64_t first, std::int64_t count, float* rows);

}  // namespace regimes::kernels
