#include "app/theory/theory_option_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "base/count.hpp"
#include "base/grid.hpp"
#include "experiments/options/run_options.hpp"

namespace regimes::app {
namespace {

using experiments::count, experiments::counts, experiments::real, experiments::reals;

/// Counts as other commands take them, or numbers beyond their limit, rounded.
void set_points(TheoryOptions& options, const std::string& text, const std::string& what) {
  try {
    const auto counts = parse_count_list(text, what);
    options.points.assign(counts.begin(), counts.end());
  } catch (const UsageError&) {
    options.points = parse_grid(text, what);
    for (double& points : options.points) points = std::round(points);
  }
}

std::string points_text(const TheoryOptions& options) {
  return fmt::format("{}", fmt::join(options.points, ","));
}

/// Counts in the order written: one for each group of directions.
void set_directions(TheoryOptions& options, const std::string& text, const std::string& what) {
  options.plane_directions.clear();
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    options.plane_directions.push_back(parse_count(text.substr(begin, end - begin), what));
    begin = end + 1;
  }
}

std::string directions_text(const TheoryOptions& options) {
  return fmt::format("{}", fmt::join(options.plane_directions, ","));
}

bool is_isotropic(const TheoryOptions& o) { return o.spectrum_file.empty(); }
bool has_means(const TheoryOptions& o) {
  return o.spectrum_file.empty() && o.variances.empty() && o.inverse_temperatures.empty();
}
bool has_one_mean(const TheoryOptions& o) {
  return has_means(o) && o.mean_amplitudes.empty() && o.orthogonal_means.empty();
}
bool is_collapse(const TheoryOptions& o) { return o.subject == TheorySubject::collapse; }
bool is_speciation(const TheoryOptions& o) { return o.subject == TheorySubject::speciation; }
bool is_kde(const TheoryOptions& o) { return o.subject == TheorySubject::kde; }
bool is_geometry(const TheoryOptions& o) { return o.subject == TheorySubject::geometry; }
bool has_plane(const TheoryOptions& o) { return is_geometry(o) && !o.plane_directions.empty(); }
bool has_points(const TheoryOptions& o) { return !is_speciation(o); }
bool is_exact(const TheoryOptions& o) { return o.exact; }
bool has_classes(const TheoryOptions& o) { return is_speciation(o) || (is_collapse(o) && o.exact); }
bool is_exact_collapse(const TheoryOptions& o) { return is_collapse(o) && o.exact; }
bool has_curves(const TheoryOptions& o) {
  if (is_kde(o)) return false;
  if (is_geometry(o)) return true;
  return is_collapse(o) ? o.has_sizes() : o.spectrum_file.empty();
}
bool has_output(const TheoryOptions& o) { return !o.output.empty(); }

Option only(bool (*holds)(const TheoryOptions&), const std::string& condition, Option option) {
  option.applies = experiments::when<TheoryOptions>(holds);
  option.condition = condition;
  return option;
}

std::vector<Option> law_options() {
  return {
      only(is_isotropic, "a law other than --spectrum-file",
           {.name = "dimension",
            .argument = "COUNTS",
            .summary = "d, one or several",
            .explanation = "d, the number of coordinates of a point: a list of counts, linspace(a,b,k) or "
                           "logspace(a,b,k).",
            .unit = "coordinates",
            .range = "from 1 to 1e9",
            .value = counts(&TheoryOptions::dimensions)}),
      only(has_means, "one Gaussian, or classes of means",
           {.name = "variance",
            .argument = "REAL",
            .summary = "sigma^2 of each coordinate",
            .explanation = "sigma^2, the variance of each coordinate; of two classes, within a class.",
            .unit = "squared units of the data",
            .range = "above 0",
            .value = real(&TheoryOptions::variance)}),
      only(has_one_mean, "one Gaussian, or classes of two means",
           {.name = "mean-amplitude",
            .argument = "REAL",
            .summary = "mu of two classes, |m|^2 = mu^2 d",
            .explanation = "mu, the size of the class means +m and -m per coordinate: |m|^2 = mu^2 d. With "
                           "collapse or geometry, 0 is one "
                           "Gaussian.",
            .unit = "units of the data",
            .fallback = "0 for collapse and geometry, 1 for speciation",
            .range = "0 or above",
            .value = real(&TheoryOptions::mean_amplitude)}),
      {.name = "spectrum-file",
       .argument = "FILE",
       .summary = "eigenvalues of the covariance, one a line",
       .explanation = "A Gaussian of this covariance: one eigenvalue a line, or an eigenvalue and the number "
                      "of directions that "
                      "have it. # starts a comment.",
       .fallback = "none",
       .range = "a readable text file",
       .value = experiments::text(&TheoryOptions::spectrum_file)},
  };
}

std::vector<Option> collapse_options() {
  const char* collapse = "theory collapse";
  return {
      only(has_points, "theory collapse, kde or geometry",
           {.name = "points",
            .argument = "COUNTS",
            .summary = "n, one or several, up to 1e30",
            .explanation = "n, the numbers of training points: a list like 20000,1e9,1e30, linspace(a,b,k) "
                           "or logspace(a,b,k), "
                           "rounded.",
            .unit = "points",
            .fallback = "none",
            .range = "2 to 1e30",
            .value = experiments::custom<TheoryOptions>("counts", set_points, points_text)}),
      only(has_points, "theory collapse, kde or geometry",
           {.name = "log-points-per-dimension",
            .argument = "ALPHAS",
            .summary = "alpha = ln n / d, instead of --points",
            .explanation = "alpha = ln n / d, one or several, instead of --points.",
            .unit = "nats per dimension",
            .fallback = "none",
            .range = "above 0",
            .value = reals(&TheoryOptions::log_points_per_dimension)}),
      only(is_collapse, collapse,
           {.name = "collapse-time",
            .argument = "TIMES",
            .summary = "asks for the n with this t_C",
            .explanation = "Diffusion times t: the table has the n with t_C = t, ln n = I(t).",
            .unit = "none",
            .fallback = "none",
            .range = "above 0, up to 20",
            .value = reals(&TheoryOptions::collapse_times)}),
      only(is_collapse, collapse,
           {.name = "exact",
            .summary = "averages at finite n and d by sampling distances",
            .explanation = "Averages of H/ln n, Y2 and P(nearest = source) at finite n and d for one "
                           "Gaussian or a mixture of "
                           "classes with equal shares, each with one variance in all directions, without a "
                           "training set: distances "
                           "from random queries to the nearest points of every class are sampled, however "
                           "large n is. Ranks share "
                           "the queries.",
            .value = experiments::switch_value(&TheoryOptions::exact)}),
      only(is_exact, "--exact",
           {.name = "queries",
            .argument = "COUNT",
            .summary = "of --exact; errors fall as 1/sqrt",
            .explanation =
                "The number of independent queries, each with a training set of its own. Errors fall as "
                "1/sqrt(queries).",
            .unit = "queries",
            .range = "1 to 1e7",
            .value = count(&TheoryOptions::queries)}),
      only(is_exact, "--exact",
           {.name = "seed",
            .argument = "COUNT",
            .summary = "of --exact",
            .explanation =
                "Seed of the counter-based generator. What is drawn does not depend on the number of ranks.",
            .range = "0 to 2^62",
            .value = count(&TheoryOptions::seed)}),
  };
}

std::vector<Option> class_options() {
  const char *speciation = "theory speciation", *either = "theory speciation, or collapse with --exact";
  return {
      only(is_exact_collapse, "theory collapse --exact",
           {.name = "orthogonal-means",
            .argument = "MU1,MU2,...",
            .summary = "classes of orthogonal means, |m_c|^2 = mu_c^2 d",
            .explanation =
                "Classes N(m_c, sigma^2 I) of orthogonal means of these sizes per coordinate, as many as "
                "there are numbers, instead of two means.",
            .unit = "units of the data",
            .fallback = "none",
            .range = "up to 1000 numbers, 0 or above",
            .value = reals(&TheoryOptions::orthogonal_means)}),
      only(has_classes, either,
           {.name = "mean-amplitudes",
            .argument = "MU1,MU2",
            .summary = "hierarchy of two levels, |m_i|^2 = mu_i^2 d",
            .explanation =
                "A hierarchy a = s1 m1 + s2 m2 + sigma N(0, I) of signs s, with orthogonal means of "
                "these sizes per coordinate, instead of two means.",
            .unit = "units of the data",
            .fallback = "none",
            .range = "two different numbers, 0 or above",
            .value = reals(&TheoryOptions::mean_amplitudes)}),
      only(has_classes, either,
           {.name = "variances",
            .argument = "V1,V2",
            .summary = "classes N(0, v1 I) and N(0, v2 I)",
            .explanation = "Two classes of mean zero with these variances, instead of two means.",
            .unit = "squared units of the data",
            .fallback = "none",
            .range = "two different numbers, 0 or above",
            .value = reals(&TheoryOptions::variances)}),
      only(is_speciation, speciation,
           {.name = "inverse-temperatures",
            .argument = "B1,B2",
            .summary = "classes of open Ising chains",
            .explanation = "Two classes of open Ising chains of d spins at these inverse temperatures, "
                           "instead of two means.",
            .unit = "none",
            .fallback = "none",
            .range = "two different numbers from -100 to 100",
            .value = reals(&TheoryOptions::inverse_temperatures)}),
  };
}

std::vector<Option> density_options() {
  const char* kde = "theory kde";
  return {
      only(is_kde, kde,
           {.name = "bandwidths",
            .argument = "LENGTHS",
            .summary = "bandwidths h of curves",
            .explanation =
                "Bandwidths h of the curves: numbers, linspace(a,b,k), logspace(a,b,k) and mixtures "
                "of these.",
            .unit = "units of the data",
            .fallback = "none",
            .range = "ascending, above 0",
            .value = reals(&TheoryOptions::bandwidths)}),
      only(is_kde, kde,
           {.name = "kernel",
            .argument = "KIND",
            .summary = "gaussian, ball or epanechnikov",
            .explanation = "The kernel of exact means and deviations; regimes are those of Gaussian data and "
                           "kernel.",
            .range = "gaussian, ball, epanechnikov",
            .value = experiments::choice(
                &TheoryOptions::kernel,
                std::vector{DensityKernel::gaussian, DensityKernel::ball, DensityKernel::epanechnikov})}),
  };
}

std::vector<Option> geometry_options() {
  const char* geometry = "theory geometry";
  return {
      only(is_geometry, geometry,
           {.name = "plane-directions",
            .argument = "M1[,M2]",
            .summary = "directions of a random plane that holds the points",
            .explanation =
                "Points F z/sqrt(m) on a random plane of m directions, F with normal entries: m, or m_1,m_2 "
                "of "
                "directions with two variances. The tables have the edges of the eigenvalues of their "
                "covariance and the gaps between these.",
            .unit = "directions",
            .fallback = "none",
            .range = "one or two counts, together fewer than --dimension",
            .value = experiments::custom<TheoryOptions>("counts", set_directions, directions_text)}),
      only(has_plane, "--plane-directions",
           {.name = "plane-variances",
            .argument = "S1[,S2]",
            .summary = "variances along these directions",
            .explanation = "The variances of z along the directions of the plane, one for each number of "
                           "--plane-directions, the larger first.",
            .unit = "squared units of the data",
            .range = "above 0",
            .value = reals(&TheoryOptions::plane_variances)}),
      only(is_geometry, geometry,
           {.name = "smoothing",
            .argument = "WIDTHS",
            .summary = "h of smoothed scores of two points",
            .explanation = "Widths h, in units of half the distance of two points: the table has the place, "
                           "between their middle 0 and the point 1, where paths end that follow their "
                           "smoothed score.",
            .unit = "half the distance of two points",
            .fallback = "none",
            .range = "0 or above",
            .value = reals(&TheoryOptions::smoothings)}),
  };
}

std::vector<Option> output_options() {
  return {
      only(has_curves, "--points or --log-points-per-dimension, speciation of two classes, or geometry",
           {.name = "times",
            .argument = "TIMES",
            .summary = "diffusion times of curves",
            .explanation = "Diffusion times t of the curves f^e/alpha and phi_C, kappa and phi, or d_eff and "
                           "gaps: numbers, "
                           "linspace(a,b,k), "
                           "logspace(a,b,k) and mixtures of these.",
            .unit = "none; the forward process forgets the data as e^{-t}",
            .fallback = "none; with --exact 13 in equal ratios from t_C/2 to 2 t_C",
            .range = "ascending, above 0, up to 20",
            .value = reals(&TheoryOptions::times)}),
      {.name = "format",
       .argument = "KIND",
       .summary = "table, json or csv",
       .explanation = "table: for people. json: a list of rows per table. csv: one line per number, "
                      "table,KEYS...,quantity,value.",
       .range = "table, json, csv",
       .value = experiments::choice(&TheoryOptions::format,
                                    std::vector{TableFormat::text, TableFormat::json, TableFormat::csv})},
      {.name = "output",
       .argument = "FILE",
       .summary = "where to write, instead of standard output",
       .explanation = "The file to write, instead of standard output.",
       .fallback = "standard output",
       .range = "a file in a folder that exists",
       .value = experiments::text(&TheoryOptions::output)},
      only(has_output, "--output",
           {.name = "force",
            .summary = "replace an existing output",
            .explanation = "Replace the output where it exists.",
            .value = experiments::switch_value(&TheoryOptions::force)}),
      experiments::config_file_option(),
      experiments::help_of("theory"),
  };
}

}  // namespace

OptionTable theory_option_table() {
  return {{"Law of the data", law_options()},
          {"Collapse (theory collapse)", collapse_options()},
          {"Classes other than two means", class_options()},
          {"Density estimates (theory kde)", density_options()},
          {"Planes and smoothed points (theory geometry)", geometry_options()},
          {"Curves and output", output_options()}};
}

}  // namespace regimes::app
