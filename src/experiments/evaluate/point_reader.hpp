#pragma once
/// Coordinates of a point that this rank holds or can make.
#include <algorithm>
#include <cstdint>
#include <variant>
#include <vector>

#include "kernels/partition.hpp"
#include "kernels/sweep.hpp"

namespace regimes::experiments {

class PointReader {
 public:
  PointReader(const kernels::PointSource& points, const kernels::Partition& partition)
      : points_(points), partition_(partition) {}

  void read(std::int64_t index, std::vector<double>& into) const {
    std::visit([&](const auto& points) { read_from(points, index, into); }, points_);
  }

 private:
  void read_from(const kernels::StoredPoints& points, std::int64_t index, std::vector<double>& into) const {
    points.read(partition_.local_row(index) - partition_.window_row, into);
  }
  void read_from(const kernels::ProceduralPoints& points, std::int64_t index,
                 std::vector<double>& into) const {
    made_.resize(into.size());
    kernels::write_rows(points, index, 1, made_.data());
    std::copy(made_.begin(), made_.end(), into.begin());
  }

  const kernels::PointSource& points_;
  kernels::Partition partition_;
  mutable std::vector<float> made_;
};

}  // namespace regimes::experiments
