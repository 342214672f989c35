#pragma once
/// Coordinates of points that this rank holds or can make.
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "kernels/partition.hpp"
#include "kernels/sweep.hpp"

namespace regimes::experiments {

class PointReader {
 public:
  PointReader(const kernels::PointSource& points, const kernels::Partition& partition)
      : points_(points), partition_(partition) {}

  /// Calls visit(position in the list, coordinates) for each of these indices, which ascend strictly. Points
  /// of a law that lie close together are made together, in packs.
  using Visit = std::function<void(std::size_t, const std::vector<double>&)>;
  void visit(std::span<const std::int64_t> ascending, const Visit& visit) const;
  void read(std::int64_t index, std::vector<double>& into) const {
    visit({&index, 1}, [&into](std::size_t, const std::vector<double>& point) { into = point; });
  }

 private:
  void visit_in(const kernels::StoredPoints& points, std::span<const std::int64_t> ascending,
                const Visit& visit) const;
  void visit_in(const kernels::ProceduralPoints& points, std::span<const std::int64_t> ascending,
                const Visit& visit) const;

  const kernels::PointSource& points_;
  kernels::Partition partition_;
};

}  // namespace regimes::experiments
