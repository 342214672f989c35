#include "kernels/bytes/byte_screen.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <vector>

#include "kernels/bytes/byte_products.hpp"
#include "kernels/bytes/byte_queries.hpp"
#include "kernels/instruction_set.hpp"
#include "kernels/packs/host_tiles.hpp"

namespace regimes::kernels {
namespace {

constexpr int width = simd::lanes<std::int32_t>, packs = query_digits, lanes = packs * width;
constexpr double middle = 128, largest_byte = 255, largest_digit = 127;
/// A coordinate that floats no longer tell from its neighbours, by far.
constexpr double farthest = 1e12;
/// Distances that come from look() are rounded, too.
constexpr double of_distances = 1 + 1e-9;

/// The three digits that a product takes for a noised query are those of three packs of queries here.
class HostByteScreen final : public ByteScreen {
  template <class T>
  using Numbers = Kokkos::View<T*, Kokkos::HostSpace>;

 public:
  HostByteScreen(const StoredRows& points, std::span<const double> queries)
      : points_(points),
        count_(static_cast<int>(queries.size() / static_cast<std::size_t>(points.dimension))),
        groups_((count_ + lanes - 1) / lanes),
        words_((points.dimension + word_bytes - 1) / word_bytes),
        digits_("regimes::byte_screen::digits", static_cast<std::size_t>(groups_) * words_ * lanes),
        twice_step_("regimes::byte_screen::twice_step", static_cast<std::size_t>(groups_) * lanes),
        least_("regimes::byte_screen::least", static_cast<std::size_t>(groups_) * lanes) {
    Kokkos::deep_copy(least_, std::numeric_limits<float>::infinity());  // padding is near to nothing
    for (int q = 0; q < count_; ++q)
      pack(q, queries.subspan(static_cast<std::size_t>(q) * dimension(), dimension()));
  }

  void screen(std::int64_t first_row, std::int64_t last_row, std::span<double> distance,
              const Look& look) override {
    for (int q = 0; q < count_; ++q) least_(q) = least_nearness(q, distance[static_cast<std::size_t>(q)]);
    for (std::int64_t row = first_row; row < last_row; row += tile_points) {
      const std::int64_t end = std::min<std::int64_t>(row + tile_points, last_row);
      candidates_.clear();
      for (int group = 0; group < groups_; ++group) {
        std::int64_t i = row;
        for (; i + byte_rows_together <= end; i += byte_rows_together) meet<byte_rows_together>(i, group);
        for (; i < end; ++i) meet<1>(i, group);
      }
      std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
        return std::tie(a.row, a.query) < std::tie(b.row, b.query);
      });
      for (const Candidate& candidate : candidates_) {
        const int q = candidate.query;
        if (!(candidate.nearness > least_(q))) continue;  // a nearer one was found since
        double& last = distance[static_cast<std::size_t>(q)];
        last = look(q, candidate.row);
        least_(q) = least_nearness(q, last);
        ++looked_at_;
      }
    }
    met_ += static_cast<double>(last_row - first_row) * count_;
  }

  bool pays() const override {
    constexpr double looks_of_trial = 128;  // of every query, while its neighbours are not yet near
    constexpr double most_left = 1. / 64;   // a closer look costs about as much as so many products
    return looked_at_ < looks_of_trial * count_ + most_left * met_;
  }

 private:
  struct Candidate {
    std::int64_t row;
    int query;
    float nearness;
  };
  /// What is known of a query, in units of bytes.
  struct Known {
    double norm_squared;  ///< of 128 + h X
    double rest;          ///< |r|, with all that rounding adds to distances
    double error;         ///< of the nearness in float
  };

  std::size_t dimension() const { return static_cast<std::size_t>(points_.dimension); }

  void pack(int query, std::span<const double> x) {
    const double unit = points_.scale, d = points_.dimension;
    double far = 0, norm_squared = 0, center_squared = 0, rest_squared = 0, near_squared = 0;
    std::vector<double> y(x.size());
    for (std::size_t k = 0; k < x.size(); ++k) {
      const double center = points_.center(k);
      y[k] = (x[k] + center) / unit;
      far = std::max(far, std::abs(y[k] - middle));
      norm_squared += x[k] * x[k] / (unit * unit);
      center_squared += center * center / (unit * unit);
    }
    if (!(far < farthest)) {  // every point is looked at
      known_.push_back({0, HUGE_VAL, 0});
      return;
    }
    const double step = far > 0 ? far / largest_digit : 1;
    const std::size_t group = static_cast<std::size_t>(query / lanes), lane = query % lanes;
    for (std::size_t k = 0; k < x.size(); ++k) {
      const double digit = std::nearbyint((y[k] - middle) / step), near = middle + step * digit;
      rest_squared += (y[k] - near) * (y[k] - near);
      near_squared += near * near;
      const auto byte = static_cast<std::uint32_t>(static_cast<std::uint8_t>(static_cast<int>(digit)));
      std::int32_t& four = digits_((group * words_ + k / word_bytes) * lanes + lane);
      four = static_cast<std::int32_t>(static_cast<std::uint32_t>(four) | byte << (8 * (k % word_bytes)));
    }
    twice_step_(query) = static_cast<float>(2 * step);
    // Of y, of the coordinates scale k - center, and of the sums here.
    const double rounding =
        0x1p-50 * (std::sqrt(norm_squared) + std::sqrt(center_squared) + largest_byte * std::sqrt(d));
    // Two products with 2 h and a difference of numbers, of these sizes at most, are rounded to float.
    const double error = 0x1p-21 * d * (2 * step * largest_byte * largest_digit + middle * middle);
    known_.push_back({near_squared, std::sqrt(rest_squared) * of_distances + rounding, error});
  }

  // 2 h k.X - sum k (k - 256) >= |128 + h X|^2 - (D + |r|)^2, less what rounding may hide: a point as near as
  // D is above it.
  float least_nearness(int query, double distance) const {
    const Known& known = known_[static_cast<std::size_t>(query)];
    const double reach = distance / std::abs(points_.scale) * of_distances + known.rest;
    const double bound = known.norm_squared - reach * reach - known.error - 0x1p-50 * known.norm_squared;
    if (!(bound > -std::numeric_limits<float>::max())) return -std::numeric_limits<float>::infinity();
    const auto below = static_cast<float>(bound);
    return std::nextafter(below, -std::numeric_limits<float>::infinity());
  }

  template <int Rows>
  void meet(std::int64_t row, int group) {
    simd::Ints products[byte_rows_together][query_digits];
    multiply_byte_rows<Rows>(points_.byte_rows.data() + row * points_.dimension, points_.dimension,
                             digits_.data() + static_cast<std::size_t>(group) * words_ * lanes, products);
    for (int pack = 0; pack < packs; ++pack) {
      const int first = group * lanes + pack * width;
      const simd::Floats twice_step = simd::load(&twice_step_(first)), least = simd::load(&least_(first));
      for (int i = 0; i < Rows; ++i) {
        const simd::Floats nearness = __builtin_convertvector(products[i][pack], simd::Floats) * twice_step -
                                      static_cast<float>(points_.byte_sums(row + i));
        if (__builtin_expect(simd::any_greater(nearness, least), 0)) take(row + i, first, nearness);
      }
    }
  }

  __attribute__((noinline)) void take(std::int64_t row, int first_query, simd::Floats nearness) {
    const int end = std::min(width, count_ - first_query);
    for (int lane = 0; lane < end; ++lane)
      if (nearness[lane] > least_(first_query + lane))
        candidates_.push_back({row, first_query + lane, nearness[lane]});
  }

  StoredRows points_;
  int count_, groups_, words_;
  Numbers<std::int32_t> digits_;  // [group][word][query of the group], four to each
  Numbers<float> twice_step_;     // 2 h, [query]
  Numbers<float> least_;          // nearness of what must be looked at is above it, [query]
  std::vector<Known> known_;      // [query]
  std::vector<Candidate> candidates_;
  double met_ = 0, looked_at_ = 0;  // pairs
};

}  // namespace

std::unique_ptr<ByteScreen> make_byte_screen(const StoredPoints& points, std::span<const double> queries) {
  constexpr int fewest_queries = 16, least_dimension = 64;
  const auto d = static_cast<std::size_t>(points.dimension());
  if (points.coordinates() != Coordinates::bytes || byte_instructions().empty() || d < least_dimension ||
      d > largest_byte_dimension || queries.size() < d * fewest_queries)
    return nullptr;
  if constexpr (host_reaches_sweep_memory)
    return std::make_unique<HostByteScreen>(on_host(points), queries);
  else
    return nullptr;
}

}  // namespace regimes::kernels
