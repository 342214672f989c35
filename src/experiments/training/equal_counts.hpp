#pragma once
/// How many points of a training set have equals, as result files say it.
#include <cstdint>

#include "datasets/equal_points.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

struct EqualCounts {
  std::int64_t points = 0;    ///< that have equals
  std::int64_t distinct = 0;  ///< different ones among these
};

inline EqualCounts counts_of(const datasets::EqualPoints& equals) {
  return {equals.count(), equals.distinct()};
}
inline bool has_equals(const EqualCounts& counts) { return counts.points > 0; }

/// Root attributes `points_with_equals` and `distinct_points_with_equals`; none where no point has one.
void add_equal_counts(io::Attributes& attributes, const EqualCounts& counts);
/// Zeros where a document does not say.
EqualCounts read_equal_counts(const io::Document& document);

}  // namespace regimes::experiments
