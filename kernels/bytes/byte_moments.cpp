#include "kernels/bytes/byte_moments.hpp"

#include <algorithm>

#include "kernels/bytes/byte_products.hpp"
#include "kernels/instruction_set.hpp"
#include "kernels/packs/host_tiles.hpp"

namespace regimes::kernels {
namespace {

constexpr int width = simd::lanes<std::int32_t>, lanes = query_digits * width;
/// Points whose products are summed in 32 bits: 255 x 128 x 1024 is far below 2^31.
constexpr int points_together = 1024, words = points_together / word_bytes;
/// k - 128, as the signed byte that products take, is k with its highest bit turned.
constexpr std::int64_t middle = 128;
constexpr std::uint32_t turn_highest_bits = 0x80808080;

/// Coordinates take the place that points have in other products of bytes, and points that of coordinates:
/// sum_p k_pi (k_pj - 128) = sum_p k_pi k_pj - 128 sum_p k_pi.
class Summation {
 public:
  explicit Summation(int dimension)
      : dimension_(dimension),
        columns_(static_cast<std::size_t>(dimension) * points_together),
        digits_("regimes::byte_moments::digits", static_cast<std::size_t>(words) * lanes),
        moments_{std::vector<std::int64_t>(static_cast<std::size_t>(dimension)),
                 std::vector<std::int64_t>(static_cast<std::size_t>(dimension) * dimension)} {}

  /// At most points_together rows.
  void add(const std::uint8_t* rows, int count) {
    std::vector<std::int64_t> sums(moments_.sums.size());
    if (count < points_together) std::fill(columns_.begin(), columns_.end(), std::uint8_t{0});
    for (int p = 0; p < count; ++p)
      for (int i = 0; i < dimension_; ++i) {
        const std::uint8_t k = rows[static_cast<std::ptrdiff_t>(p) * dimension_ + i];
        columns_[static_cast<std::size_t>(i) * points_together + p] = k;
        sums[i] += k;
      }
    for (int i = 0; i < dimension_; ++i) moments_.sums[i] += sums[i];
    for (int first = 0; first < dimension_; first += lanes) {
      set_digits(first);
      int i = first;
      for (; i + byte_rows_together <= dimension_; i += byte_rows_together)
        multiply<byte_rows_together>(i, first, sums);
      for (; i < dimension_; ++i) multiply<1>(i, first, sums);
    }
  }

  ByteMoments take() { return std::move(moments_); }

 private:
  const std::uint8_t* column(int i) const {
    return columns_.data() + static_cast<std::size_t>(i) * points_together;
  }

  /// Coordinates from `first` on, [word][lane].
  void set_digits(int first) {
    for (int lane = 0; lane < lanes; ++lane)
      for (int word = 0; word < words; ++word)
        digits_(static_cast<std::size_t>(word) * lanes + lane) =
            first + lane < dimension_
                ? static_cast<std::int32_t>(word_at(column(first + lane) + word * word_bytes) ^
                                            turn_highest_bits)
                : 0;
  }

  template <int Rows>
  void multiply(int row, int first, const std::vector<std::int64_t>& sums) {
    simd::Ints products[byte_rows_together][query_digits];
    multiply_byte_rows<Rows>(column(row), points_together, digits_.data(), products);
    for (int i = row; i < row + Rows; ++i)
      for (int j = first; j < std::min(first + lanes, i + 1); ++j)
        moments_.products[static_cast<std::size_t>(j) * dimension_ + i] +=
            products[i - row][(j - first) / width][(j - first) % width] + middle * sums[i];
  }

  int dimension_;
  std::vector<std::uint8_t> columns_;  // [coordinate][point]
  Kokkos::View<std::int32_t*, Kokkos::HostSpace> digits_;
  ByteMoments moments_;
};

}  // namespace

bool has_byte_moments(const StoredPoints& points) {
  return host_reaches_sweep_memory && points.coordinates() == Coordinates::bytes &&
         !byte_instructions().empty();
}

ByteMoments byte_moments(const StoredPoints& points, std::int64_t first, std::int64_t last) {
  Summation summation(points.dimension());
  if constexpr (host_reaches_sweep_memory) {
    const StoredRows& rows = on_host(points);
    for (std::int64_t row = first; row < last; row += points_together)
      summation.add(rows.byte_rows.data() + row * points.dimension(),
                    static_cast<int>(std::min<std::int64_t>(points_together, last - row)));
  }
  return summation.take();
}

}  // namespace regimes::kernels
