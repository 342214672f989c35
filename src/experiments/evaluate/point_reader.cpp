#include "experiments/evaluate/point_reader.hpp"

#include <algorithm>
#include <variant>

namespace regimes::experiments {
namespace {

/// A point in packs takes about this part of the time of a point alone.
constexpr std::int64_t pack_gain = 8;

/// The end of the points from `first` on that are worth making in one go with those between them.
std::size_t end_together(std::span<const std::int64_t> ascending, std::size_t first) {
  std::size_t end = first + 1;
  while (end < ascending.size() && ascending[end] - ascending[first] < kernels::tile_points) ++end;
  const std::int64_t made = ascending[end - 1] - ascending[first] + 1;
  return made <= pack_gain * static_cast<std::int64_t>(end - first) ? end : first + 1;
}

}  // namespace

void PointReader::visit(std::span<const std::int64_t> ascending, const Visit& visit) const {
  std::visit([&](const auto& points) { visit_in(points, ascending, visit); }, points_);
}

void PointReader::visit_in(const kernels::StoredPoints& points, std::span<const std::int64_t> ascending,
                           const Visit& visit) const {
  std::vector<double> point(static_cast<std::size_t>(points.dimension()));
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    points.read(partition_.local_row(ascending[i]) - partition_.window_row, point);
    visit(i, point);
  }
}

void PointReader::visit_in(const kernels::ProceduralPoints& points, std::span<const std::int64_t> ascending,
                           const Visit& visit) const {
  const auto d = static_cast<std::size_t>(points.dimension);
  std::vector<float> made;
  std::vector<double> point(d);
  for (std::size_t i = 0; i < ascending.size();) {
    const std::int64_t first = ascending[i];
    const std::size_t end = end_together(ascending, i);
    const std::int64_t count = ascending[end - 1] - first + 1;
    made.resize(static_cast<std::size_t>(count) * d);
    kernels::write_rows(points, first, count, made.data());
    for (; i < end; ++i) {
      std::copy_n(made.begin() + (ascending[i] - first) * points.dimension, d, point.begin());
      visit(i, point);
    }
  }
}

}  // namespace regimes::experiments
