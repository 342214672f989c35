#pragma once
/// What a result keeps of the queries of a replica.
#include <cstdint>
#include <vector>

#include "datasets/equal_points.hpp"
#include "observables/query_values.hpp"

namespace regimes::experiments {

/// How often the sources stand in the sets of these sizes: one behind its points has the place of the
/// exchanged point.
std::vector<observables::SourceCopies> source_copies(const datasets::EqualPoints& equals,
                                                     const observables::Queries& queries,
                                                     const std::vector<std::int64_t>& sizes);

/// Whether these are the same queries, noises as far as math libraries agree.
bool is_same(const observables::Queries& then, const observables::Queries& now);

}  // namespace regimes::experiments
