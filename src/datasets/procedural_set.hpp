#pragma once
/// Training sets of procedural points: rows made where sums over points want them, and how long points are.
#include <cstdint>
#include <functional>
#include <span>

#include "kernels/partition.hpp"
#include "kernels/procedural_points.hpp"

namespace regimes::datasets {

/// Calls visit(rows) for the rows [first, last) of a rank in the order of its storage, [point][coordinate],
/// some at a time: as many as sums over points take together, so that they are the same as over a set in
/// memory.
void visit_rows(const kernels::ProceduralPoints& law, const kernels::Partition& partition, std::int64_t first,
                std::int64_t last, const std::function<void(std::span<const float>)>& visit);

/// |a|^2 that none of `count` points exceeds but with probability 1e-6 or less.
double typical_largest_norm_squared(const kernels::ProceduralPoints& law, std::int64_t count);

}  // namespace regimes::datasets
