#include "experiments/collapse/collapse_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/grid.hpp"
#include "datasets/spectra/bounding_spectrum.hpp"
#include "datasets/spectra/covariance.hpp"
#include "experiments/collapse/query_target.hpp"
#include "experiments/options/file_options.hpp"
#include "experiments/options/law_options.hpp"

namespace regimes::experiments {

std::string_view name_of(SpectraChoice choice) {
  constexpr std::string_view names[] = {"auto", "prefixes", "largest"};
  return names[static_cast<int>(choice)];
}

void choose_spectra(CollapseOptions& options) {
  constexpr double quick = 1e10;  // flop: a second or less
  if (options.spectra == SpectraChoice::automatic)
    options.spectra = datasets::spectra_flops(options.snapshots, *options.dimension) <= quick
                          ? SpectraChoice::prefixes
                          : SpectraChoice::largest;
}

bool bounds_spectrum(const CollapseOptions& options) {
  return options.spectra == SpectraChoice::largest &&
         std::min(options.snapshots.back(), *options.dimension) > datasets::largest_spectrum_dimension;
}

std::string covariance_text(const CollapseOptions& options) {
  const std::string of_points = "the covariance of the points";
  if (options.spectra != SpectraChoice::largest) return of_points;
  const std::string of_largest = of_points + " of the largest size";
  return bounds_spectrum(options) ? fmt::format("{}, whose eigenvalues but for {} are replaced by their mean",
                                                of_largest, datasets::bounding_directions)
                                  : of_largest;
}

namespace {

/// Refuses what cannot have an error, or none so small.
void check_target(const CollapseOptions& options) {
  if (!options.target_error) return;
  const double target = *options.target_error;
  check_positive("target-error", target);
  if (target < smallest_target_error)
    throw OptionError("target-error",
                      fmt::format("{} is below what rounding of the sums lets be told; give {} "
                                  "or more",
                                  target, smallest_target_error));
  if (target > largest_time)
    throw OptionError("target-error", fmt::format("{} is above the largest time, {}; give an error of t_C, "
                                                  "such as .005",
                                                  target, largest_time));
  if (options.queries < fewest_first_queries || options.queries % 2 != 0)
    throw OptionError("queries", fmt::format("{} do not tell their own error to a run with --target-error; "
                                             "give an even number from {} on for the first batch",
                                             options.queries, fewest_first_queries));
  if (options.max_queries) check_range("max-queries", *options.max_queries, options.queries, largest_queries);
  if (options.times.size() == 1)
    throw OptionError("times", fmt::format("{} alone has no collapse time, whose error --target-error asks "
                                           "for; give times on both sides of it, or auto",
                                           options.times.front()));
}

}  // namespace

CollapseOptions resolve(CollapseOptions options) {
  check_times(options.times);
  check_snapshot_run(options);
  check_target(options);
  return options;
}

bool refine(CollapseOptions& options, const CollapseOptions& asked) {
  const auto before = std::pair(options.target_error, options.max_queries);
  if (asked.max_queries && !asked.target_error && !options.target_error)
    throw OptionError("max-queries", "has no effect on a run without --target-error; give that, too");
  if (asked.target_error) options.target_error = asked.target_error;
  if (asked.max_queries) options.max_queries = asked.max_queries;
  return options.target_error && std::pair(options.target_error, options.max_queries) != before;
}

CollapseOptions resolve_with_data(CollapseOptions options, std::int64_t dimension, std::int64_t available) {
  options.dimension = dimension;
  fill_sizes(options, available);
  return options;
}

std::vector<double> automatic_times(double collapse_time_largest, double collapse_time_smallest) {
  constexpr double below = .25, above = 3;
  const double first = below * collapse_time_largest;
  const double last = std::min(above * collapse_time_smallest, largest_time);
  return signal_spaced(first, last, automatic_time_count);
}

const OptionTable& collapse_option_table() {
  static const OptionTable table = {
      {"Training points", joined({source_options().options, size_options(), file_options()})},
      {"Measurement",
       {queries_option(
            "noised training points, per realisation",
            "A query is a training point and a noise, both the same at all times and sizes; the "
            "points are the last of the largest size, in turn. In a set that does not reach as far "
            "it stands for another point of its class."),
        {.name = "target-error",
         .argument = "ERROR",
         .summary = "add queries until t_C of the largest size has this error",
         .explanation =
             "--queries are then a first batch, which tells the variance. It fixes how many queries in all "
             "make "
             "the "
             "standard error of collapse_time_cloning at the largest size, its bootstrap error with that of "
             "the "
             "time grid, as small as this, and they are swept in a further pass; in a second and third one "
             "where "
             "the error was larger than expected. The result is that of as many --queries, and says whether "
             "the "
             "error was reached (attributes target_reached and target_end).",
         .unit = time_unit,
         .range = fmt::format("{} to {}", smallest_target_error, largest_time),
         .value = real(&CollapseOptions::target_error),
         .on_resume = OnResume::grows},
        {.name = "max-queries",
         .argument = "COUNT",
         .summary = "most queries that --target-error may take",
         .explanation =
             "A run with --target-error ends with as many queries, and says that the error was not "
             "reached.",
         .unit = "queries",
         .fallback = "as memory allows",
         .range = fmt::format("--queries to {}", largest_queries),
         .value = count(&CollapseOptions::max_queries),
         .applies =
             when<CollapseOptions>([](const CollapseOptions& o) { return o.target_error.has_value(); }),
         .condition = "--target-error",
         .on_resume = OnResume::grows},
        snapshot_query_groups_option(),
        {.name = "times",
         .argument = "TIMES",
         .summary = "like .1,.2 or 'logspace(a,b,k)' or 'linspace(a,b,k)'",
         .explanation = fmt::format(
             "The diffusion times t of the curves, x_t = a e^{{-t}} + sqrt(1 - e^{{-2t}}) z: numbers, "
             "linspace(a,b,k), logspace(a,b,k) with the end points themselves, and mixtures of these. "
             "auto: {} times from a quarter of the t_C predicted for the largest set to 3 times that of the "
             "smallest, in two or three pieces of equal steps of sqrt(snr), snr = 1/(e^{{2t}} - 1): below d "
             "of "
             "about 100, a sweep over such times takes .55 to .65 of the time that others take.",
             automatic_time_count),
         .unit = time_unit,
         .range = fmt::format("ascending, above 0, up to {}; at most {} of them", largest_time, most_times),
         .value = grid(&CollapseOptions::times)},
        {.name = "spectra",
         .argument = "WHICH",
         .summary = "of which points the Gaussian bound has its covariance",
         .explanation = fmt::format(
             "For data from files and laws without closed forms. prefixes: the covariance of every size's "
             "own "
             "points, whose eigenvalues take (4/3) min(n, d)^3 operations each. largest: that of the points "
             "of "
             "the largest size, for all sizes, which bounds them, too; where min(n, d) is above {}, {} "
             "leading "
             "directions are kept apart and the others share what is left of the variance, which raises the "
             "bound a little. auto: prefixes where that takes a second or less.",
             datasets::largest_spectrum_dimension, datasets::bounding_directions),
         .range = "auto, prefixes, largest",
         .value = choice(&CollapseOptions::spectra,
                         {SpectraChoice::automatic, SpectraChoice::prefixes, SpectraChoice::largest})},
        {.name = "plain",
         .summary = "neither pairs of noises +-z nor control variates",
         .explanation =
             "Otherwise queries are pairs, one training point with a noise and with its mirror image, which "
             "take "
             "the products of one; and means of H and Y2 are corrected by regression on quantities of the "
             "queries whose means are known. Both lower the variance (X_variance_reduction_pairs, _controls "
             "of the file) and change no expectation.",
         .value = switch_value(&CollapseOptions::plain)},
        realisations_option(),
        seed_option(),
        precision_option(
            "products and logits",
            "bytes, where the numbers of a file are such; otherwise float, unless its rounding "
            "bound is too large at the smallest time. Bytes stay bytes in memory, and meet "
            "noises that are rounded to multiples of 2^-12: their products are exact on CPUs "
            "with instructions for it (`regimes doctor` names them), elsewhere float or double")}},
      snapshot_output_options("collapse"),
      law_options()};
  return table;
}

}  // namespace regimes::experiments
