#include "app/theory/theory_option_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "app/theory/geometry_option_table.hpp"
#include "base/count.hpp"
#include "base/grid.hpp"
#include "experiments/options/run_options.hpp"
#include "theory/equal_classes.hpp"

namespace regimes::app {

Option only(bool (*holds)(const TheoryOptions&), const std::string& condition, Option option) {
  option.applies = experiments::when<TheoryOptions>(holds);
  option.condition = condition;
  return option;
}

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
bool is_guidance(const TheoryOptions& o) { return o.subject == TheorySubject::guidance; }
bool is_schedule(const TheoryOptions& o) { return o.subject == TheorySubject::schedule; }
bool is_of_two_means(const TheoryOptions& o) { return is_guidance(o) || is_schedule(o); }
bool has_prior(const TheoryOptions& o) { return is_of_two_means(o) && !o.has_several_classes(); }
bool is_not_of_two_means(const TheoryOptions& o) { return !is_of_two_means(o); }
bool has_points(const TheoryOptions& o) { return is_collapse(o) || is_kde(o) || is_geometry(o); }
bool is_exact(const TheoryOptions& o) { return o.exact; }
bool has_classes(const TheoryOptions& o) { return is_speciation(o) || (is_collapse(o) && o.exact); }
bool is_exact_collapse(const TheoryOptions& o) { return is_collapse(o) && o.exact; }
bool has_curves(const TheoryOptions& o) {
  if (is_kde(o) || is_of_two_means(o)) return false;
  if (is_geometry(o)) return true;
  return is_collapse(o) ? o.has_sizes() : o.spectrum_file.empty();
}
bool has_output(const TheoryOptions& o) { return !o.output.empty(); }

std::vector<Option> law_options() {
  return {
      only(is_isotropic, "a law other than --spectrum-file",
           {.name = "dimension",
            .argument = "COUNTS",
            .summary = "d, one or several",
            .explanation = "d, the number of coordinates of a point: a list of counts, linspace(a,b,k) or "
                           "logspace(a,b,k).",
            .unit = "coordinates",
            .range = "from 1 to 1e9; of guidance and schedules to 1e15",
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
            .fallback = "0 for collapse and geometry, 1 otherwise",
            .range = "0 or above; above 0 for guidance and schedules",
            .value = real(&TheoryOptions::mean_amplitude)}),
      only(has_prior, "theory guidance of two classes, or schedule",
           {.name = "prior",
            .argument = "REAL",
            .summary = "share of the class +m",
            .explanation = "The share p of the class +m, which is the guided one.",
            .range = "above 0, below 1",
            .value = real(&TheoryOptions::prior)}),
      only(is_not_of_two_means, "theory collapse or speciation",
           {.name = "spectrum-file",
            .argument = "FILE",
            .summary = "eigenvalues of the covariance, one a line",
            .explanation =
                "A Gaussian of this covariance: one eigenvalue a line, or an eigenvalue and the number "
                "of directions that have it. # starts a comment.",
            .fallback = "none",
            .range = "a readable text file",
            .value = experiments::text(&TheoryOptions::spectrum_file)}),
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

std::vector<Option> guidance_options() {
  const char* guidance = "theory guidance";
  return {
      only(is_guidance, guidance,
           {.name = "equal-classes",
            .argument = "COUNT",
            .summary = "C, more than two of orthogonal means",
            .explanation = "C, the number of classes. Two have the means +m and -m, and the shares of "
                           "--prior; more have equal "
                           "shares and orthogonal means of the same size, |m|^2 = mu^2 d, and their numbers "
                           "are known to some thousandths.",
            .unit = "classes",
            .range = fmt::format("2 to {}, and to d above 2", theory::most_equal_classes),
            .value = count(&TheoryOptions::equal_classes)}),
      only(is_guidance, guidance,
           {.name = "strengths",
            .argument = "REALS",
            .summary = "w of guidance, one or several",
            .explanation =
                "Strengths w of F_c + w (F_c - F): 0 is the class itself, -1 the law of both classes. What "
                "other programs call the scale is 1 + w.",
            .range = "-1 to 1000",
            .value = reals(&TheoryOptions::strengths)}),
      only(is_guidance, guidance,
           {.name = "guidance-exponent",
            .argument = "REAL",
            .summary = "alpha of power-law guidance",
            .explanation = "alpha of F_c + w |F_c - F|^alpha (F_c - F); 0 is linear guidance.",
            .range = "above -1, up to 100",
            .value = real(&TheoryOptions::guidance_exponent)}),
  };
}

void set_grids(TheoryOptions& options, const std::string& text, const std::string& what) {
  options.grids = experiments::parse_schedule_grids(text, what);
}
std::string grids_text(const TheoryOptions& options) { return experiments::names_of(options.grids); }

std::vector<Option> schedule_options() {
  const char* schedule = "theory schedule";
  return {
      only(
          is_schedule, schedule,
          {.name = "time-grids",
           .argument = "KINDS",
           .summary = "grids of times, as --time-grid of sample has them",
           .explanation = "Grids of times from pure noise to data: equal steps of interpolants (vp, ve), the "
                          "same dilated (vp-dilated, ve-dilated), or equal steps in ln snr from .01/d to 400 "
                          "between a first and a last step (snr).",
           .range = "some of " + experiments::names_of(experiments::schedule_grids()),
           .value = experiments::custom<TheoryOptions>("text", set_grids, grids_text)}),
      only(is_schedule, schedule,
           {.name = "steps",
            .argument = "COUNTS",
            .summary = "K, numbers of steps",
            .explanation = "Numbers K of steps of every grid: a list of counts, linspace(a,b,k) or "
                           "logspace(a,b,k).",
            .unit = "steps",
            .range =
                fmt::format("{} to {}", experiments::fewest_schedule_steps, experiments::most_schedule_steps),
            .value = counts(&TheoryOptions::steps)}),
      only(is_schedule, schedule,
           {.name = "dilation",
            .argument = "REAL",
            .summary = "kappa of dilated grids",
            .explanation =
                "kappa: half of the steps of a dilated grid are spent on a part kappa/sqrt(d) of the "
                "way.",
            .range = "above 0, below sqrt(d)",
            .value = real(&TheoryOptions::dilation)}),
      only(is_schedule, schedule,
           {.name = "tolerance",
            .argument = "REAL",
            .summary = "asks for the fewest steps with this error",
            .explanation =
                "The table of the fewest steps, up to 100000, with which the fraction of paths in "
                "the mode +m is within this of p, and the spread across within this share of sigma.",
            .fallback = "none",
            .range = "above 0, below 1",
            .value = real(&TheoryOptions::tolerance)}),
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
          {"Guidance (theory guidance)", guidance_options()},
          {"Schedules (theory schedule)", schedule_options()},
          {"Curves and output", output_options()}};
}

}  // namespace regimes::app
