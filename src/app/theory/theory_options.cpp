#include "app/theory/theory_options.hpp"

#include <fmt/format.h>

#include <cmath>

#include "app/theory/spectrum_file.hpp"
#include "experiments/exact/exact_collapse.hpp"
#include "experiments/kde/kde_options.hpp"
#include "experiments/options/option_checks.hpp"
#include "theory/equal_classes.hpp"
#include "theory/guidance.hpp"

namespace regimes::app {
namespace {

using experiments::check_positive;
using experiments::check_range;

constexpr std::int64_t largest_dimension = 1'000'000'000;
/// Two means leave one coordinate, so that the dimension is no work: beyond, |m| has no digits for a class.
constexpr std::int64_t largest_dimension_of_means = 1'000'000'000'000'000;
constexpr std::int64_t largest_queries = 10'000'000;

bool is_of_two_means(const TheoryOptions& options) {
  return options.subject == TheorySubject::guidance || options.subject == TheorySubject::schedule;
}

void check_law(const TheoryOptions& options) {
  for (const std::int64_t dimension : options.dimensions)
    check_range("dimension", dimension, 1,
                is_of_two_means(options) ? largest_dimension_of_means : largest_dimension);
  check_positive("variance", options.variance);
  const double amplitude = options.mean_amplitude.value_or(0);
  if (!(amplitude >= 0))
    throw OptionError("mean-amplitude",
                      fmt::format("{} is out of range; give a number of at least 0", amplitude));
}

void check_points(double points, const std::string& option, const std::string& origin) {
  if (points >= 2 && points <= largest_theory_points) return;
  throw OptionError(option,
                    fmt::format("{} is out of range; give 2 to {:g} points", origin, largest_theory_points));
}

/// --points and --log-points-per-dimension.
void check_point_numbers(const TheoryOptions& options) {
  if (!options.points.empty() && !options.log_points_per_dimension.empty())
    throw OptionError("log-points-per-dimension",
                      "--points sets the numbers of points too; give one of the two");
  for (const double points : options.points) check_points(points, "points", fmt::format("{:g}", points));
  for (const double alpha : options.log_points_per_dimension)
    check_positive("log-points-per-dimension", alpha);
}

void check_sizes(const TheoryOptions& options) {
  check_point_numbers(options);
  for (const double time : options.collapse_times) {
    if (!(time > 0 && time <= experiments::largest_time))
      throw OptionError("collapse-time", fmt::format("{} is out of range; diffusion times lie in (0, {}]",
                                                     time, experiments::largest_time));
  }
  if (!options.has_sizes() && options.collapse_times.empty())
    throw OptionError("points", "missing; give --points, --log-points-per-dimension or --collapse-time");
}

/// Means need as many dimensions as there are of them.
void check_exact_classes(const TheoryOptions& options) {
  constexpr std::size_t most_classes = 1000;
  for (const double amplitude : options.orthogonal_means)
    if (!(amplitude >= 0 && std::isfinite(amplitude)))
      throw OptionError("orthogonal-means",
                        fmt::format("{} is out of range; give numbers of at least 0", amplitude));
  if (options.orthogonal_means.size() > most_classes)
    throw OptionError("orthogonal-means",
                      fmt::format("{} values; give up to {}", options.orthogonal_means.size(), most_classes));
  for (const std::int64_t dimension : options.dimensions)
    if (options.mean_amplitudes.size() > static_cast<std::size_t>(dimension) ||
        options.orthogonal_means.size() > static_cast<std::size_t>(dimension))
      throw OptionError("dimension", fmt::format("{} is too small for so many orthogonal means", dimension));
  for (const double variance : options.variances) experiments::check_positive("variances", variance);
}

void check_exact(const TheoryOptions& options) {
  if (!options.has_sizes()) throw OptionError("exact", "needs --points or --log-points-per-dimension");
  if (!options.spectrum_file.empty())
    throw OptionError("exact", "is for one variance in all directions; leave out --spectrum-file");
  if (!options.has_closed_form() && !options.collapse_times.empty())
    throw OptionError("collapse-time", "this law has no t_C in closed form; give --points and --times");
  if (!options.has_closed_form() && options.times.empty())
    throw OptionError("times",
                      "missing; times are chosen by t_C, which this law does not have in closed form");
  check_exact_classes(options);
  check_range("queries", options.queries, 1, largest_queries);
  for (const double alpha : options.log_points_per_dimension)
    for (const std::int64_t dimension : options.dimensions)
      check_points(std::round(std::exp(alpha * static_cast<double>(dimension))), "log-points-per-dimension",
                   fmt::format("{} at dimension {}", alpha, dimension));
}

/// Two different values from `least` on.
void check_pair(const std::string& option, const std::vector<double>& values, double least) {
  if (values.empty()) return;
  constexpr std::size_t classes = 2;
  if (values.size() != classes)
    throw OptionError(option, fmt::format("{} values; give two, one for each class", values.size()));
  for (const double value : values)
    if (!(value >= least))
      throw OptionError(option, fmt::format("{} is out of range; give {} or above", value, least));
  if (values[0] == values[1])
    throw OptionError(option, fmt::format("{} twice: the classes are the same", values[0]));
}

void check_classes(const TheoryOptions& options) {
  constexpr double coldest = 100;  // beyond, tanh beta is 1 for a double
  check_pair("mean-amplitudes", options.mean_amplitudes, 0);
  check_pair("variances", options.variances, 0);
  check_pair("inverse-temperatures", options.inverse_temperatures, -coldest);
  for (const double beta : options.inverse_temperatures)
    if (beta > coldest)
      throw OptionError("inverse-temperatures",
                        fmt::format("{} is out of range; give up to {}", beta, coldest));
  const int laws = !options.orthogonal_means.empty() + !options.mean_amplitudes.empty() +
                   !options.variances.empty() + !options.inverse_temperatures.empty() +
                   !options.spectrum_file.empty();
  if (laws > 1)
    throw OptionError(
        !options.spectrum_file.empty()          ? "spectrum-file"
        : !options.inverse_temperatures.empty() ? "inverse-temperatures"
                                                : "variances",
        "more than one law of the classes is given; give one of --orthogonal-means, --mean-amplitudes, "
        "--variances, --inverse-temperatures and --spectrum-file");
}

void check_plane(const TheoryOptions& options) {
  constexpr std::size_t most_variances = 2;
  const auto& directions = options.plane_directions;
  const auto& variances = options.plane_variances;
  if (directions.size() > most_variances)
    throw OptionError("plane-directions", fmt::format("{} numbers; give one or two", directions.size()));
  if (variances.size() != directions.size())
    throw OptionError("plane-variances",
                      fmt::format("{} values for {} numbers of --plane-directions; give as "
                                  "many",
                                  variances.size(), directions.size()));
  std::int64_t all = 0;
  for (const std::int64_t count : directions) {
    check_range("plane-directions", count, 1, largest_dimension);
    all += count;
  }
  for (const double variance : variances) check_positive("plane-variances", variance);
  if (variances.size() == most_variances && variances[0] <= variances[1])
    throw OptionError("plane-variances",
                      fmt::format("{} and {}; give the larger one first", variances[0], variances[1]));
  for (const std::int64_t dimension : options.dimensions)
    if (all >= dimension)
      throw OptionError(
          "plane-directions",
          fmt::format("{} directions leave none across a plane in {} dimensions; give fewer, or a "
                      "larger --dimension",
                      all, dimension));
}

void check_geometry(const TheoryOptions& options) {
  check_point_numbers(options);
  if (!options.plane_directions.empty()) check_plane(options);
  for (const double h : options.smoothings)
    if (!(h >= 0 && std::isfinite(h)))
      throw OptionError("smoothing", fmt::format("{} is out of range; give numbers of at least 0", h));
  if (!options.has_sizes() && options.times.empty() && options.plane_directions.empty() &&
      options.smoothings.empty())
    throw OptionError("points",
                      "missing; give --points or --log-points-per-dimension, --times, --plane-directions or "
                      "--smoothing, or several of them");
}

void check_density(const TheoryOptions& options) {
  check_sizes(options);
  experiments::check_bandwidths(options.bandwidths);
  if (options.mean_amplitude.value_or(0) > 0 || !options.spectrum_file.empty())
    throw OptionError(options.spectrum_file.empty() ? "mean-amplitude" : "spectrum-file",
                      "theory of density estimates is for one Gaussian of one variance");
}

void check_two_means(const TheoryOptions& options) {
  if (options.mean_amplitude) check_positive("mean-amplitude", *options.mean_amplitude);
  if (!(options.prior > 0 && options.prior < 1))
    throw OptionError("prior",
                      fmt::format("{} is out of range; give a share above 0 and below 1", options.prior));
}

void check_guidance(const TheoryOptions& options) {
  constexpr double strongest = theory::strongest_guidance, steepest = theory::steepest_guidance;
  check_two_means(options);
  check_range("equal-classes", options.equal_classes, 2, theory::most_equal_classes);
  if (options.has_several_classes())
    for (const std::int64_t dimension : options.dimensions)
      if (options.equal_classes > dimension)
        throw OptionError("equal-classes",
                          fmt::format("{} orthogonal means do not fit into {} dimensions; give a larger "
                                      "--dimension",
                                      options.equal_classes, dimension));
  if (options.strengths.empty()) throw OptionError("strengths", "is empty; give a strength w or several");
  for (const double strength : options.strengths)
    if (!(strength >= -1 && strength <= strongest))
      throw OptionError("strengths", fmt::format("{} is out of range; give -1 to {}", strength, strongest));
  if (!(options.guidance_exponent > -1 && options.guidance_exponent <= steepest))
    throw OptionError("guidance-exponent", fmt::format("{} is out of range; give numbers above -1, up to {}",
                                                       options.guidance_exponent, steepest));
}

void check_schedules(const TheoryOptions& options) {
  check_two_means(options);
  if (options.tolerance) {
    check_positive("tolerance", *options.tolerance);
    if (*options.tolerance >= 1)
      throw OptionError("tolerance",
                        fmt::format("{} is out of range; give a share below 1", *options.tolerance));
  }
  for (const std::int64_t dimension : options.dimensions)
    experiments::check_schedule(options.grids, options.steps, options.dilation,
                                static_cast<double>(dimension));
}

}  // namespace

const char* name_of(TheorySubject subject) {
  switch (subject) {
    case TheorySubject::collapse:
      return "collapse";
    case TheorySubject::speciation:
      return "speciation";
    case TheorySubject::kde:
      return "kde";
    case TheorySubject::geometry:
      return "geometry";
    case TheorySubject::guidance:
      return "guidance";
    case TheorySubject::schedule:
      break;
  }
  return "schedule";
}

TheoryOptions resolve_theory(TheoryOptions options) {
  check_law(options);
  experiments::check_times(options.times);
  switch (options.subject) {
    case TheorySubject::speciation:
      check_classes(options);
      break;
    case TheorySubject::kde:
      check_density(options);
      break;
    case TheorySubject::geometry:
      check_geometry(options);
      break;
    case TheorySubject::guidance:
      check_guidance(options);
      break;
    case TheorySubject::schedule:
      check_schedules(options);
      break;
    case TheorySubject::collapse:
      check_sizes(options);
      if (options.exact) {
        check_classes(options);
        check_exact(options);
      }
  }
  if (!options.spectrum_file.empty()) options.spectrum = read_spectrum(options.spectrum_file);
  return options;
}

}  // namespace regimes::app
