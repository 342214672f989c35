#pragma once
/// The tables of `regimes theory kde`, from checked options.
#include <vector>

#include "app/theory/table.hpp"
#include "app/theory/theory_options.hpp"

namespace regimes::app {

/// Bandwidths h_G, h_CLT, h_KL and rules of thumb per size, and per bandwidth what the regimes say, with mean
/// and s.d. of rho_h at finite n and d.
std::vector<Table> density_tables(const TheoryOptions& options);

}  // namespace regimes::app
