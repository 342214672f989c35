#pragma once
#include <vector>

#include "app/theory/table.hpp"
#include "app/theory/theory_options.hpp"

namespace regimes::app {

/// The tables of `regimes theory geometry`, from checked options: of sizes the height of d_eff and the
/// capacities of retrieval; at times d_eff and the eigenvalues of the liquid; gaps of a plane; where the
/// smoothed flow of two points ends.
std::vector<Table> geometry_tables(const TheoryOptions& options);

}  // namespace regimes::app
