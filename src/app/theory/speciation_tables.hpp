#pragma once
#include <vector>

#include "app/theory/table.hpp"
#include "app/theory/theory_options.hpp"

namespace regimes::app {

/// The tables of `regimes theory speciation`, from checked options: t_S by every definition that the law of
/// the classes has, and kappa and phi at the times.
std::vector<Table> speciation_tables(const TheoryOptions& options);

}  // namespace regimes::app
