#pragma once
/// The tables of `regimes theory collapse`, from checked options.
#include <cstdint>
#include <vector>

#include "app/theory/table.hpp"
#include "app/theory/theory_options.hpp"
#include "experiments/exact/exact_collapse.hpp"
#include "theory/law.hpp"

namespace regimes::app {

/// A law and its dimension.
struct SizedLaw {
  double dimension;
  theory::DataLaw law;
};
/// That of every dimension, or of the spectrum.
std::vector<SizedLaw> theory_laws(const TheoryOptions& options);

/// One training set: its law and its size.
struct TheorySize {
  double dimension;
  double points;  ///< n, whole; infinite where a double cannot hold it
  double log_points;
  theory::DataLaw law;
};

/// Every dimension (or the spectrum) with every size.
std::vector<TheorySize> theory_sizes(const TheoryOptions& options);

/// The times of the curves of one size: as given or, for exact averages, around its t_C.
std::vector<double> theory_times(const TheoryOptions& options, const TheorySize& size);

/// Closed forms: t_C, sizes for wanted t_C, and curves.
std::vector<Table> collapse_tables(const TheoryOptions& options);

/// What the averages of --exact are over.
experiments::ExactLaw exact_law(const TheoryOptions& options, std::int64_t dimension);

/// `curves` belong to theory_sizes(options), one each.
Table exact_table(const TheoryOptions& options, const std::vector<experiments::ExactCurves>& curves);

}  // namespace regimes::app
