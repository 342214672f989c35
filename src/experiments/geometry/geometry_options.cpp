#include "experiments/geometry/geometry_options.hpp"

#include <fmt/format.h>

#include <cctype>

#include "base/count.hpp"
#include "experiments/options/file_options.hpp"
#include "experiments/options/law_options.hpp"
#include "experiments/training/training_data.hpp"

namespace regimes::experiments {
namespace {

using Options = GeometryOptions;

constexpr const char *none_word = "none", *full_word = "full";

void set_spectrum(Options& options, const std::string& text, const std::string& what) {
  if (text == none_word)
    options.spectrum.count = SpectrumChoice::none;
  else if (text == full_word)
    options.spectrum.count = SpectrumChoice::full;
  else if (text.empty() || !std::isdigit(static_cast<unsigned char>(text.front())))
    throw UsageError(fmt::format(
        "{}: '{}' is unknown; give none, full, or a number of eigenvalues from 1 to d", what, text));
  else if ((options.spectrum.count = parse_count(text, what)) == 0)
    throw UsageError(fmt::format("{}: 0 eigenvalues are no spectrum; give 1 to d, full, or none", what));
}

std::string spectrum_text(const Options& options) {
  if (options.spectrum.count == SpectrumChoice::none) return none_word;
  return has_full_spectrum(options) ? full_word : std::to_string(options.spectrum.count);
}

/// Checks what needs the dimension.
void check_spectrum(const Options& options) {
  const std::int64_t dimension = options.dimension.value();
  if (has_full_spectrum(options) && dimension > largest_full_spectrum)
    throw OptionError("spectrum",
                      fmt::format("full is for up to {} dimensions, and the points have {}; ask for the K "
                                  "largest eigenvalues with --spectrum K, such as --spectrum 24, or for none",
                                  largest_full_spectrum, dimension));
  if (options.spectrum.count > dimension)
    throw OptionError("spectrum", fmt::format("{} eigenvalues are asked for of {} dimensions; give 1 to {}, "
                                              "or full",
                                              options.spectrum.count, dimension, dimension));
}

/// One size, n, where none is asked for.
void fill_geometry_sizes(Options& options, std::optional<std::int64_t> available) {
  if (options.snapshots.empty()) {
    fill_points(options, available);
    options.snapshots = {options.points.value()};
  } else {
    fill_sizes(options, available);
  }
  if (options.noise == QueryNoise::off && options.snapshots.front() < 2)
    throw OptionError("sizes",
                      "1 point has no other to be told from by a query without noise (--noise off); "
                      "give sizes of 2 or more");
}

bool from_training_points(const Options& options) { return has_sources(options); }

Option with_training_points(Option option) {
  option.applies = when<Options>(from_training_points);
  option.condition = "training points as queries, not --queries-file";
  return option;
}

std::vector<Option> sizes() {
  std::vector<Option> options = size_options();
  options.back().explanation =
      "The sizes n_k of the training set that are measured, each over its own points: a list of counts, "
      "linspace(a,b,k) or logspace(a,b,k).";
  options.back().fallback = "n alone";
  return options;
}

std::vector<Option> query_options() {
  FreePointsText text;
  text.summary = "points to measure at, one a row, instead of training points";
  text.explanation =
      "The points x, one a row, in any format of --train-file, at which the Jacobian is measured at every "
      "time, instead of at noised training points.";
  text.range = "a readable file with rows of d finite numbers";
  text.axes = "query";
  return joined(
      {{with_training_points(queries_option(
            "noised training points at which spectra are measured",
            "A query is a training point with noise, x = a e^{-t} + sqrt(Delta_t) z, with one noise for all "
            "times and sizes.")),
        with_training_points(
            {.name = "noise",
             .argument = "on|off",
             .summary = "whether queries carry the noise of their time",
             .explanation = "off: queries are the training points themselves, x = a e^{-t}, and all points, "
                            "the query's own too, have their weights: a modern Hopfield network at its "
                            "stored patterns.",
             .range = "on, off",
             .value = choice(&Options::noise, std::vector{QueryNoise::on, QueryNoise::off})})},
       free_points_options(&Options::free, Options().free, text)});
}

std::vector<Option> measurement_options() {
  return {
      {.name = "times",
       .argument = "TIMES",
       .summary = "like .1,.2 or 'logspace(a,b,k)' or 'linspace(a,b,k)'",
       .explanation = "The diffusion times t at which spectra are measured: numbers, linspace(a,b,k), "
                      "logspace(a,b,k) and mixtures of these.",
       .unit = time_unit,
       .range = fmt::format("ascending, above 0, up to {}; at most {} of them", largest_time, most_times),
       .value = reals(&Options::times),
       .is_required = true},
      {.name = "spectrum",
       .argument = "none|K|full",
       .summary = "which eigenvalues: none, the K largest, or all",
       .explanation = fmt::format(
           "Which eigenvalues of M = snr C are measured. none: only its trace, which is free. K: the K "
           "largest, by block Lanczos iterations, each a pass over the points. full: all, from the points "
           "whose weight is above 1e-9 of the largest; for up to {} dimensions.",
           largest_full_spectrum),
       .fallback = full_word,
       .range = "none, 1 to d, full",
       .value = custom<Options>("text", set_spectrum, spectrum_text)},
      {.name = "directions",
       .argument = "FILE",
       .summary = "orthonormal rows, along which M is measured too",
       .explanation =
           "Rows of d numbers, of norm 1 and orthogonal to each other, in a file of any format: the part "
           "q.Mq "
           "of the trace along each of them, and along all together. Their coordinates are in the order of "
           "those of the training points.",
       .range = "a readable file with orthonormal rows of d numbers",
       .value = text(&Options::directions),
       .kind = OptionKind::input_file},
      {.name = "score",
       .argument = "KIND",
       .summary = "empirical, or population: of the law itself",
       .explanation =
           "Whose Jacobian is measured at the queries. empirical: that of the score of the training set. "
           "population: that of the law which the points are drawn from, by central differences of its "
           "posterior means; it does not depend on n.",
       .range = "empirical, population",
       .value = choice(&Options::score, std::vector{ScoreOwner::empirical, ScoreOwner::population})},
      {.name = "save-queries",
       .summary = "also keep what is measured of every query",
       .explanation = "The result has, beside the means, what is measured of every single query: query_NAME "
                      "for each variable NAME.",
       .value = switch_value(&Options::save_queries)},
      realisations_option(),
      seed_option(),
      precision_option("products", "float, unless the bound on its rounding error exceeds .05 nats"),
  };
}

}  // namespace

std::string_view name_of(QueryNoise noise) { return noise == QueryNoise::on ? "on" : "off"; }
std::string_view name_of(ScoreOwner owner) {
  return owner == ScoreOwner::empirical ? "empirical" : "population";
}

std::int64_t eigenvalues_of(const GeometryOptions& options) {
  return has_full_spectrum(options) ? options.dimension.value() : options.spectrum.count;
}

GeometryOptions resolve(GeometryOptions options) {
  check_run(options);
  if (options.times.empty())
    throw OptionError("times", "missing; give the diffusion times at which spectra are measured");
  check_times(options.times);
  check_free_points(options.free);
  check_range("queries", options.queries, 1, largest_queries);
  check_range("realisations", options.replicas, 1, largest_replicas);
  if (options.score == ScoreOwner::population && is_from_file(options))
    throw OptionError("score", "population needs a law, which a file has not; use --train with a law");
  if (!is_from_file(options)) {
    check_spectrum(options);
    fill_geometry_sizes(options, std::nullopt);
  }
  return options;
}

GeometryOptions resolve_files(GeometryOptions options) {
  if (!is_from_file(options)) return options;
  const datasets::FileShape shape = file_shape(options);
  options.dimension = shape.dimension;
  options.axes = shape.axes;
  options.any_order = shape.any_order;
  options.axis_letters = shape.letters;
  fill_geometry_sizes(options, shape.points);
  check_spectrum(options);
  return options;
}

const OptionTable& geometry_option_table() {
  static const OptionTable table = {
      source_options(),
      {"Sizes", sizes()},
      {"Points from a file", file_options()},
      {"Queries", query_options()},
      {"Measurement", measurement_options()},
      output_options("geometry",
                     "FILE.partial holds the sizes and times done so far while the program runs, and stays "
                     "where it is stopped.",
                     "FILE.partial is written after this time, once another time of a size is done."),
      law_options()};
  return table;
}

}  // namespace regimes::experiments
