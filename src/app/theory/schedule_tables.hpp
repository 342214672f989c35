#pragma once
#include <vector>

#include "app/theory/table.hpp"
#include "app/theory/theory_options.hpp"

namespace regimes::app {

/// The tables of `regimes theory schedule`, from checked options: one for every grid, and with --tolerance
/// the steps that it takes.
std::vector<Table> schedule_tables(const TheoryOptions& options);

}  // namespace regimes::app
