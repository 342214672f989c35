#include "experiments/training/equal_counts.hpp"

#include "experiments/run/document_values.hpp"

namespace regimes::experiments {
namespace {
constexpr const char *points_name = "points_with_equals", *distinct_name = "distinct_points_with_equals";
}

void add_equal_counts(io::Attributes& attributes, const EqualCounts& counts) {
  if (!has_equals(counts)) return;
  attributes[points_name] = counts.points;
  attributes[distinct_name] = counts.distinct;
}

EqualCounts read_equal_counts(const io::Document& document) {
  if (!document.attributes.contains(points_name)) return {};
  return {integer_attribute(document, points_name), integer_attribute(document, distinct_name)};
}

}  // namespace regimes::experiments
