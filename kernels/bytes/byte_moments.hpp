#pragma once
/// Exact second moments of stored points that are bytes.
#include <cstdint>
#include <vector>

#include "kernels/stored_points.hpp"

namespace regimes::kernels {

/// sum k, [coordinate], and sum k k^T, [coordinate][coordinate], of which only i >= j of [j][i] is set.
struct ByteMoments {
  std::vector<std::int64_t> sums, products;
};

/// Whether byte_moments() has these points: bytes, on a host that multiplies such.
bool has_byte_moments(const StoredPoints& points);
/// Those of the bytes k of rows [first, last).
ByteMoments byte_moments(const StoredPoints& points, std::int64_t first, std::int64_t last);

}  // namespace regimes::kernels
