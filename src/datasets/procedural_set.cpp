#include "datasets/procedural_set.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace regimes::datasets {
namespace {

/// Writes the rows [first, last) of a rank in the order of its storage.
void write_own_rows(const kernels::ProceduralPoints& law, const kernels::Partition& partition,
                    std::int64_t first, std::int64_t last, float* out) {
  while (first < last) {
    const std::int64_t left_of_block = kernels::block_points - first % kernels::block_points;
    const std::int64_t count = std::min(left_of_block, last - first);
    kernels::write_rows(law, partition.index_of_row(first), count, out);
    out += count * law.dimension;
    first += count;
  }
}

/// The largest number of a row, and sums over its coordinates of the squares and fourth powers in units of
/// it.
struct RowSums {
  double largest = 0, squares = 0, fourth_powers = 0;
};

/// row: [d], or one number for all coordinates.
RowSums sums_of(std::span<const float> row, int dimension) {
  RowSums sums;
  for (const float value : row) sums.largest = std::max(sums.largest, std::abs(static_cast<double>(value)));
  if (sums.largest == 0) return sums;
  for (int k = 0; k < dimension; ++k) {
    const double value = row[row.size() == 1 ? 0 : static_cast<std::size_t>(k)] / sums.largest;
    sums.squares += value * value;
    sums.fourth_powers += value * value * value * value;
  }
  return sums;
}

}  // namespace

void visit_rows(const kernels::ProceduralPoints& law, const kernels::Partition& partition, std::int64_t first,
                std::int64_t last, const std::function<void(std::span<const float>)>& visit) {
  constexpr std::int64_t rows_together = 256;
  const auto d = static_cast<std::size_t>(law.dimension);
  std::vector<float> rows(static_cast<std::size_t>(std::min(rows_together, last - first)) * d);
  for (std::int64_t row = first; row < last; row += rows_together) {
    const std::int64_t end = std::min(last, row + rows_together);
    write_own_rows(law, partition, row, end, rows.data());
    visit(std::span<const float>(rows).first(static_cast<std::size_t>(end - row) * d));
  }
}

// |a| <= |sigma z| + |m|, and |sigma z|^2 <= sum sigma_k^2 + 2 sqrt(x sum sigma_k^4) + 2 x max sigma_k^2 but
// with probability e^{-x} (Laurent and Massart 2000, lemma 1), x = ln(1e6 n). Chains have |a|^2 = d.
double typical_largest_norm_squared(const kernels::ProceduralPoints& law, std::int64_t count) {
  const kernels::ClassTables& tables = *law.tables;
  if (tables.is_chain()) return law.dimension;
  const double x = std::log(1e6 * static_cast<double>(count));
  const auto row_of = [](const std::vector<float>& table, int row, int c) {
    return std::span(table).subspan(static_cast<std::size_t>(c) * row, static_cast<std::size_t>(row));
  };
  double largest = 0;
  for (int c = 0; c < tables.count(); ++c) {
    const RowSums noise = sums_of(row_of(tables.deviations, tables.deviation_row, c), law.dimension),
                  mean = sums_of(row_of(tables.means, tables.mean_row, c), law.dimension);
    const double noise_norm = std::sqrt(noise.squares + 2 * std::sqrt(noise.fourth_powers * x) + 2 * x);
    largest = std::max(largest, noise.largest * noise_norm + mean.largest * std::sqrt(mean.squares));
  }
  return largest * largest;
}

}  // namespace regimes::datasets
