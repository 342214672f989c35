#pragma once
#include <vector>

#include "app/theory/table.hpp"
#include "app/theory/theory_options.hpp"

namespace regimes::app {

/// The tables of `regimes theory guidance`, from checked options: the constants of every strength, and the
/// law of guided points at every dimension.
std::vector<Table> guidance_tables(const TheoryOptions& options);

}  // namespace regimes::app
