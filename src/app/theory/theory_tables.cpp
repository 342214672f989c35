#include "app/theory/theory_tables.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numeric>
#include <utility>

#include "base/grid.hpp"
#include "theory/collapse_times.hpp"

namespace regimes::app {
namespace {

using experiments::ExactCurves;
using observables::MeanError;

constexpr const char* size_columns[] = {"dimension", "points", "log_points", "log_points_per_dimension"};

void add_key(Table& table, const std::string& name, const std::string& heading) {
  table.columns.push_back({name, heading, {}, true});
}

void add_size_keys(Table& table) {
  constexpr const char* headings[] = {"d", "n", "ln n", "alpha"};
  for (std::size_t i = 0; i < std::size(size_columns); ++i) add_key(table, size_columns[i], headings[i]);
}

/// One row; as many values as the table has columns.
void add_row(Table& table, const std::vector<double>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) table.columns[i].values.push_back(values[i]);
}

std::vector<double> size_values(const TheorySize& size) {
  return {size.dimension, size.points, size.log_points, size.log_points / size.dimension};
}

/// A quantity of one size at one time.
struct Curve {
  const char* name;
  const char* heading;
  std::function<double(const TheorySize&, double t)> value;
};

std::vector<Curve> collapse_curves() {
  return {
      {"information", "I", [](const TheorySize& s, double t) { return s.law.information(t); }},
      {"information_variance", "V",
       [](const TheorySize& s, double t) { return s.law.information_variance(t); }},
      {"excess_entropy_ratio_asymptotic", "f/alpha, n = inf",
       [](const TheorySize& s, double t) { return s.law.excess_entropy_ratio_asymptotic(t, s.log_points); }},
      {"excess_entropy_ratio", "f/alpha",
       [](const TheorySize& s, double t) { return s.law.excess_entropy_ratio(t, s.log_points); }},
      {"cloning_collapse_asymptotic", "phi_C, n = inf",
       [](const TheorySize& s, double t) { return s.law.cloning_collapse_asymptotic(t, s.log_points); }},
      {"cloning_collapse", "phi_C",
       [](const TheorySize& s, double t) { return s.law.cloning_collapse(t, s.log_points); }},
  };
}

Table collapse_time_table(const TheoryOptions& options) {
  Table table{"collapse_times", "collapse times t_C", {}};
  add_size_keys(table);
  const std::pair<const char*, const char*> names[] = {
      {"collapse_time_information", "I = ln n (phi_C = 1/2)"},
      {"collapse_width", "width"},
      {"collapse_time_entropy", "f/alpha = .05"},
      {"collapse_time_entropy_asymptotic", "f/alpha = .05, n = inf"},
      {"collapse_time_closed_form", options.mean_amplitude.value_or(0) > 0 ? "one class" : "closed form"},
      {"collapse_time_resolved_classes", "one class, n/2"}};
  for (const auto& [name, heading] : names) table.columns.push_back({name, heading, {}});
  for (const TheorySize& size : theory_sizes(options)) {
    const theory::CollapseTimes times = theory::collapse_times(size.law, size.log_points);
    std::vector<double> row = size_values(size);
    row.insert(row.end(), {times.information, times.width, times.entropy, times.entropy_asymptotic,
                           times.closed_form, times.resolved_classes});
    add_row(table, row);
  }
  return table;
}

}  // namespace

std::vector<SizedLaw> theory_laws(const TheoryOptions& options) {
  if (!options.spectrum.eigenvalue.empty()) {
    const auto& multiplicity = options.spectrum.multiplicity;
    return {{std::accumulate(multiplicity.begin(), multiplicity.end(), 0.0), {options.spectrum}}};
  }
  std::vector<SizedLaw> all;
  const double amplitude = options.mean_amplitude.value_or(0);
  for (const std::int64_t count : options.dimensions) {
    const double dimension = static_cast<double>(count);
    all.push_back(
        {dimension, {theory::isotropic(options.variance, dimension), amplitude * amplitude * dimension}});
  }
  return all;
}

namespace {

// ln n = I(t_C)
Table needed_points_table(const TheoryOptions& options) {
  Table table{"points_for_collapse_time", "sizes n with t_C at a wanted time", {}};
  add_key(table, "dimension", "d");
  add_key(table, "collapse_time", "t_C");
  for (const auto& [name, heading] : {std::pair("points", "n"), std::pair("log_points", "ln n"),
                                      std::pair("log_points_per_dimension", "alpha")})
    table.columns.push_back({name, heading, {}});
  for (const auto& [dimension, law] : theory_laws(options)) {
    for (const double time : options.collapse_times) {
      const double log_points = law.information(time);
      add_row(table, {dimension, time, std::exp(log_points), log_points, log_points / dimension});
    }
  }
  return table;
}

Table curve_table(const TheoryOptions& options) {
  Table table{"finite_size_law", "curves of the finite-size law, and at infinite size", {}};
  add_size_keys(table);
  add_key(table, "time", "t");
  for (const Curve& curve : collapse_curves()) table.columns.push_back({curve.name, curve.heading, {}});
  for (const TheorySize& size : theory_sizes(options)) {
    for (const double time : theory_times(options, size)) {
      std::vector<double> row = size_values(size);
      row.push_back(time);
      for (const Curve& curve : collapse_curves()) row.push_back(curve.value(size, time));
      add_row(table, row);
    }
  }
  return table;
}

}  // namespace

std::vector<TheorySize> theory_sizes(const TheoryOptions& options) {
  std::vector<TheorySize> sizes;
  for (const auto& [dimension, law] : theory_laws(options)) {
    for (const double points : options.points) sizes.push_back({dimension, points, std::log(points), law});
    for (const double alpha : options.log_points_per_dimension)
      sizes.push_back({dimension, std::round(std::exp(alpha * dimension)), alpha * dimension, law});
  }
  return sizes;
}

std::vector<double> theory_times(const TheoryOptions& options, const TheorySize& size) {
  if (!options.times.empty() || !options.exact) return options.times;
  constexpr double around = 2;
  constexpr std::int64_t automatic_times = 13;
  const double middle = size.law.collapse_time(size.log_points);
  return log_spaced(middle / around, middle * around, automatic_times);
}

std::vector<Table> collapse_tables(const TheoryOptions& options) {
  if (!options.has_closed_form()) return {};
  std::vector<Table> tables;
  if (options.has_sizes()) tables.push_back(collapse_time_table(options));
  if (!options.collapse_times.empty()) tables.push_back(needed_points_table(options));
  if (options.has_sizes() && (options.exact || !options.times.empty()))
    tables.push_back(curve_table(options));
  return tables;
}

experiments::ExactLaw exact_law(const TheoryOptions& options, std::int64_t dimension) {
  const auto& levels = options.mean_amplitudes;
  if (!options.variances.empty()) return experiments::different_variances(dimension, options.variances);
  if (!options.orthogonal_means.empty())
    return experiments::orthogonal_means(dimension, options.orthogonal_means, options.variance);
  if (!levels.empty()) return experiments::hierarchy(dimension, levels[0], levels[1], options.variance);
  if (options.mean_amplitude.value_or(0) > 0)
    return experiments::two_means(dimension, *options.mean_amplitude, options.variance);
  return experiments::one_gaussian(dimension, options.variance);
}

Table exact_table(const TheoryOptions& options, const std::vector<ExactCurves>& curves) {
  Table table{"exact", "exact averages at finite n and d, with standard errors", {}};
  add_size_keys(table);
  add_key(table, "time", "t");
  const std::pair<const char*, const char*> names[] = {{"excess_entropy_ratio", "H/ln n"},
                                                       {"cloning_collapse", "phi_C = E[Y2]"},
                                                       {"nearest_is_source", "P(nearest = source)"}};
  for (const auto& [name, heading] : names) {
    table.columns.push_back({name, heading, {}});
    table.columns.push_back({std::string(name) + "_stderr", "+-", {}});
  }
  table.columns.push_back({"nearest_is_source_low", "above (95 %)", {}});
  table.columns.push_back({"nearest_is_source_high", "below (95 %)", {}});
  const std::vector<TheorySize> sizes = theory_sizes(options);
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    const std::vector<double> times = theory_times(options, sizes[k]);
    for (std::size_t i = 0; i < times.size(); ++i) {
      std::vector<double> row = size_values(sizes[k]);
      row.push_back(times[i]);
      for (const MeanError& each : {curves[k].excess_entropy_ratio[i], curves[k].cloning_collapse[i],
                                    MeanError(curves[k].nearest_is_source[i])})
        row.insert(row.end(), {each.mean, each.standard_error});
      row.insert(row.end(), {curves[k].nearest_is_source[i].low, curves[k].nearest_is_source[i].high});
      add_row(table, row);
    }
  }
  return table;
}

}  // namespace regimes::app
