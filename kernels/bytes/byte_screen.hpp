#pragma once
/// Which stored points that are bytes may be near to queries, told from products of bytes.
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "kernels/stored_points.hpp"

namespace regimes::kernels {

/// Queries y in units of bytes lie near integers, y = 128 + h X + r with signed bytes X and a rest r, whose
/// norm is known. A point k is at most |r| nearer to y than to 128 + h X, whose squared distance
///     |k - 128 - h X|^2 = sum k (k - 256) - 2 h k.X + |128 + h X|^2
/// takes one exact product of bytes. So points need no closer look where that distance exceeds the one of the
/// neighbours that a query has by more than |r|; of images with 256 levels that leaves few others.
class ByteScreen {
 public:
  virtual ~ByteScreen() = default;

  /// Looks at a point closer, and returns how far the last neighbour that the query has is now.
  using Look = std::function<double(int query, std::int64_t row)>;
  /// Calls look() for all pairs of a query and one of these rows that may be nearer than distance[query],
  /// which becomes what look() returns; all queries that meet a row in turn.
  virtual void screen(std::int64_t first_row, std::int64_t last_row, std::span<double> distance,
                      const Look& look) = 0;

  /// Whether so few pairs were left to look at, of those met so far, that this is faster than the products of
  /// a sweep.
  virtual bool pays() const = 0;
};

/// queries: [query][coordinate], finite; one thread. Null where points are no bytes, this CPU does not
/// multiply such, or queries or coordinates are too few for it to be worth its while.
std::unique_ptr<ByteScreen> make_byte_screen(const StoredPoints& points, std::span<const double> queries);

}  // namespace regimes::kernels
