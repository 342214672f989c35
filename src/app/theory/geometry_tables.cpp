#include "app/theory/geometry_tables.hpp"

#include <cmath>
#include <limits>

#include "app/theory/table_rows.hpp"
#include "app/theory/theory_tables.hpp"
#include "base/process.hpp"
#include "theory/geometry.hpp"

namespace regimes::app {
namespace {

/// NaN of classes: what n points retrieve from a point itself is known of one Gaussian.
double retrieval_time_of(const TheorySize& size) {
  if (size.law.mean_norm_squared > 0) return std::numeric_limits<double>::quiet_NaN();
  return theory::retrieval_time(size.law.spectrum, size.log_points);
}

Table size_table(const TheoryOptions& options) {
  TableRows rows("geometry_sizes", "height of the effective dimension, and retrieval among n points");
  for (const TheorySize& size : theory_sizes(options)) {
    const theory::LargestDimension largest = theory::largest_effective_dimension(size.law, size.log_points);
    const double noised = size.law.collapse_time(size.log_points), bare = retrieval_time_of(size);
    rows.begin_size(size.dimension, size.points, size.log_points);
    rows.put("largest_effective_dimension", "max d_eff", largest.value);
    rows.put("largest_effective_dimension_time", "at t", largest.time);
    rows.put("collapse_time_information", "t_C, noised query", noised);
    rows.put("collapse_snr", "its snr", signal_to_noise(noised));
    rows.put("retrieval_time", "t, query without noise", bare);
    rows.put("retrieval_snr", "its snr", signal_to_noise(bare));
  }
  return rows.table();
}

Table dimension_table(const TheoryOptions& options) {
  TableRows rows("effective_dimension", "directions that the score of n points resolves");
  for (const TheorySize& size : theory_sizes(options))
    for (const double t : options.times) {
      const double directions = size.law.effective_dimension(t, size.log_points);
      rows.begin_size(size.dimension, size.points, size.log_points);
      rows.put("time", "t", t, true);
      rows.put("effective_dimension", "d_eff", directions);
      rows.put("liquid_dimension", "d_eff, n = inf", size.law.liquid_dimension(t));
      rows.put("training_loss_floor", "d_eff/d", directions / size.dimension);
    }
  return rows.table();
}

Table eigenvalue_table(const TheoryOptions& options) {
  TableRows rows("liquid_eigenvalues", "eigenvalues of snr C for n = inf, within a class");
  for (const SizedLaw& of : theory_laws(options)) {
    const theory::Spectrum& spectrum = of.law.spectrum;
    for (const double t : options.times)
      for (std::size_t k = 0; k < spectrum.eigenvalue.size(); ++k) {
        rows.begin();
        rows.put("dimension", "d", of.dimension, true);
        rows.put("time", "t", t, true);
        rows.put("eigenvalue", "lambda", spectrum.eigenvalue[k], true);
        rows.put("directions", "directions", spectrum.multiplicity[k]);
        rows.put("liquid_eigenvalue", "m", theory::liquid_eigenvalue(spectrum.eigenvalue[k], t));
      }
  }
  return rows.table();
}

bool has_two_variances(const TheoryOptions& options) { return options.plane_variances.size() > 1; }

theory::ManifoldPlane plane_of(const TheoryOptions& options, std::int64_t dimension) {
  const std::vector<double> directions(options.plane_directions.begin(), options.plane_directions.end());
  return {static_cast<double>(dimension), directions, options.plane_variances};
}

Table plane_table(const TheoryOptions& options) {
  TableRows rows("plane_gaps", "edges of the covariance of points on a random plane, and its gap");
  for (const std::int64_t dimension : options.dimensions) {
    const theory::ManifoldPlane plane = plane_of(options, dimension);
    rows.begin();
    rows.put("dimension", "d", plane.dimension, true);
    rows.put("smallest_eigenvalue_1", "gamma_-(1)", plane.edges(0).smallest);
    rows.put("largest_eigenvalue_1", "gamma_+(1)", plane.edges(0).largest);
    if (!has_two_variances(options)) continue;
    rows.put("smallest_eigenvalue_2", "gamma_-(2)", plane.edges(1).smallest);
    rows.put("largest_eigenvalue_2", "gamma_+(2)", plane.edges(1).largest);
    rows.put("widest_gap_snr", "snr*", plane.widest_snr());
    rows.put("widest_gap_time", "t*", std::log1p(1 / plane.widest_snr()) / 2);
    rows.put("widest_gap", "widest gap", plane.widest_gap());
  }
  return rows.table();
}

Table gap_table(const TheoryOptions& options) {
  TableRows rows("plane_gap_curves", "gaps of Delta J: across the plane, and between its two variances");
  for (const std::int64_t dimension : options.dimensions)
    for (const double t : options.times) {
      const theory::ManifoldPlane plane = plane_of(options, dimension);
      rows.begin();
      rows.put("dimension", "d", plane.dimension, true);
      rows.put("time", "t", t, true);
      rows.put("gap_across", "across", plane.gap_across(t));
      if (has_two_variances(options)) rows.put("gap_between", "between", plane.gap_between(t));
    }
  return rows.table();
}

Table smoothing_table(const TheoryOptions& options) {
  TableRows rows("smoothed_points", "where the smoothed flow of two points +-1 ends");
  for (const double h : options.smoothings) {
    rows.begin();
    rows.put("smoothing", "h", h, true);
    rows.put("fixed_point", "y = erf(y/(h sqrt 2))", theory::smoothed_fixed_point(h));
    rows.put("critical_smoothing", "0 from h =", theory::critical_smoothing());
  }
  return rows.table();
}

}  // namespace

std::vector<Table> geometry_tables(const TheoryOptions& options) {
  std::vector<Table> tables;
  const bool has_times = !options.times.empty(), has_plane = !options.plane_directions.empty();
  if (options.has_sizes()) tables.push_back(size_table(options));
  if (options.has_sizes() && has_times) tables.push_back(dimension_table(options));
  if (has_plane) tables.push_back(plane_table(options));
  if (has_plane && has_times) tables.push_back(gap_table(options));
  if (has_times && !has_plane) tables.push_back(eigenvalue_table(options));
  if (!options.smoothings.empty()) tables.push_back(smoothing_table(options));
  return tables;
}

}  // namespace regimes::app
