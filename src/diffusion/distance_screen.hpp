#pragma once
/// Which points may be near to queries, told from a few coordinates.
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace regimes::diffusion {

/// With Q the leading principal directions of a sample and r(a) = |a - Q Q^T a|, v(a) = (Q^T a, r(a)) is
/// never farther from v(x) than a from x, by Pythagoras and the triangle inequality. So points need no closer
/// look where |v(x) - v(a)| exceeds the distance of the neighbours that a query has. All of it is computed in
/// float, with a bound on its rounding: no point that may be as near is left out.
class DistanceScreen {
 public:
  /// Directions besides the rest r: with it, a multiple of all widths of packs.
  static constexpr int directions = 63;
  /// Whether so many queries in so many coordinates are worth the product of every point with the directions.
  static bool suits(int queries, int dimension);

  /// sample: [row][coordinate], of `directions` rows at least; queries: [query][coordinate]. Numbers are
  /// finite.
  DistanceScreen(std::span<const double> sample, std::span<const double> queries, int dimension);
  ~DistanceScreen();
  DistanceScreen(DistanceScreen&&) noexcept;
  DistanceScreen& operator=(DistanceScreen&&) noexcept;

  /// Looks at a point closer, and returns how far the last neighbour that the query has is now.
  using Look = std::function<double(int query, std::size_t row)>;
  /// Calls look() for all pairs of a query and one of these rows [row][coordinate] that may be nearer than
  /// distance[query], the likely ones of a query first.
  void screen(std::span<const double> rows, std::span<double> distance, const Look& look);

  /// Whether so few pairs are left to look at, of those met so far, that this is faster than all products.
  bool pays() const;

 private:
  struct Embedded;
  struct Parts;
  void screen_query(const float* nearness, int query, double& distance, const Embedded& points,
                    const Look& look);

  std::unique_ptr<Parts> parts_;
  std::int64_t met_ = 0, looked_at_ = 0;  // pairs
};

}  // namespace regimes::diffusion
