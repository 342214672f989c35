#include "kernels/packs/packed_numbers.hpp"
#include "kernels/random.hpp"

namespace regimes::kernels {

std::vector<float> normal_rows(Stream stream, std::uint64_t first, int count, int dimension) {
  std::vector<float> rows(static_cast<std::size_t>(count) * dimension);
  for (int row = 0; row < count; row += simd::lanes<float>) {
    const int rows_here = count - row < simd::lanes<float> ? count - row : simd::lanes<float>;
    for (int k = 0; k < dimension; k += group_coordinates) {
      Packed::Float x[group_coordinates];
      normal_group<Packed>(stream, first + row, static_cast<std::uint32_t>(k / group_coordinates), x);
      for (int i = 0; i < group_coordinates && k + i < dimension; ++i)
        for (int lane = 0; lane < rows_here; ++lane)
          rows[static_cast<std::size_t>(row + lane) * dimension + k + i] = x[i][lane];
    }
  }
  return rows;
}

}  // namespace regimes::kernels
