#include "experiments/evaluate/evaluate_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.hpp"
#include "experiments/options/file_options.hpp"
#include "experiments/options/law_options.hpp"
#include "experiments/options/laws.hpp"
#include "experiments/training/training_data.hpp"

namespace regimes::experiments {
namespace {

bool for_neighbours(const EvaluateOptions& options) { return asks_for(options, FreeObservable::nearest); }
bool for_dimension(const EvaluateOptions& options) {
  return asks_for(options, FreeObservable::intrinsic_dimension);
}

/// Row i of the queries is row i of the training points where both are one file, read alike.
void check_leave_one_out(const EvaluateOptions& options) {
  if (!options.leave_one_out) return;
  const FreePoints& queries = options.queries;
  if (!is_from_file(options) || queries.file != options.train_file)
    throw OptionError("leave-one-out",
                      fmt::format("needs --queries-file to be the file of --train-file, whose rows are then "
                                  "the training points themselves; they are '{}' and '{}'",
                                  queries.file, options.train_file));
  if (queries.scale.value_or(options.scale) != options.scale || queries.offset != 0)
    throw OptionError("leave-one-out",
                      "queries are the training points, and have their scale; leave out --queries-scale and "
                      "--queries-offset");
}

void check_observables(const EvaluateOptions& options) {
  if (options.observables.empty()) throw OptionError("observables", "is empty; name at least one");
  for (const FreeObservable observable : options.observables)
    if (std::count(options.observables.begin(), options.observables.end(), observable) > 1)
      throw OptionError("observables", fmt::format("{} is listed twice", name_of(observable)));
  for (const FreeObservable observable :
       {FreeObservable::class_weights, FreeObservable::class_mean, FreeObservable::class_score})
    if (asks_for(options, observable) && !has_classes(options))
      throw OptionError(
          "observables",
          is_from_file(options)
              ? fmt::format("{} needs the labels of the training points; give --labels-file too",
                            name_of(observable))
              : fmt::format("{} needs classes, and --train {} has none", name_of(observable),
                            name_of(options.train)));
}

void check_neighbours(const EvaluateOptions& options) {
  if (options.points && options.neighbours > *options.points)
    throw OptionError("neighbours", fmt::format("{} nearest points are asked for of a training set of {}",
                                                options.neighbours, *options.points));
}

std::vector<std::string> names_of(const std::vector<FreeObservable>& observables) {
  std::vector<std::string> names;
  for (const FreeObservable observable : observables) names.emplace_back(name_of(observable));
  return names;
}

std::string observables_text(const EvaluateOptions& options) {
  return fmt::format("{}", fmt::join(names_of(options.observables), ","));
}

FreeObservable observable_of(const std::string& name, const std::string& what) {
  for (const FreeObservable observable : free_observables())
    if (name_of(observable) == name) return observable;
  const std::vector<std::string> known = names_of(free_observables());
  const auto nearest = nearest_match(name, known);
  throw UsageError(fmt::format("{}: '{}' is unknown; {}choose from {}", what, name,
                               nearest ? fmt::format("did you mean {}? ", *nearest) : "",
                               fmt::join(known, ", ")));
}

/// A list with commas between.
void set_observables(EvaluateOptions& options, const std::string& text, const std::string& what) {
  options.observables.clear();
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    options.observables.push_back(observable_of(std::string(trimmed(text.substr(begin, end - begin))), what));
    begin = end + 1;
  }
}

std::vector<Option> query_options() {
  using Options = EvaluateOptions;
  FreePointsText text;
  text.summary = "points to evaluate at, one a row, in a file of any format";
  text.explanation =
      "The points x, one a row, in any format of --train-file. A row is evaluated at every time; --center "
      "changes nothing but round-off.";
  text.range = "a readable file with rows of d finite numbers";
  text.axes = "query";
  text.is_required = true;
  return joined(
      {free_points_options(&Options::queries, Options().queries, text),
       {{.name = "times",
         .argument = "TIMES",
         .summary = "like .1,.2 or 'logspace(a,b,k)' or 'linspace(a,b,k)'",
         .explanation = "The diffusion times t at which every point is evaluated: numbers, linspace(a,b,k), "
                        "logspace(a,b,k) and mixtures of these.",
         .unit = time_unit,
         .range = fmt::format("ascending, above 0, up to {}; at most {} of them", largest_time, most_times),
         .value = reals(&Options::times),
         .is_required = true},
        {.name = "observables",
         .argument = "NAMES",
         .summary = "what to evaluate, with commas between",
         .explanation = fmt::format(
             "What to evaluate: {}. empirical_score and posterior_mean are d numbers for every query and "
             "time. class_mean and class_score are the same of the points of every class alone, D_c and F_c. "
             "intrinsic_dimension is d + d ln rho_h/d ln h at the query itself, without noise, with "
             "h^2 = "
             "e^{{2t}} - 1: the directions in which training points lie about it. "
             "nearest gives indices and distances of the nearest points a by |x - a e^{{-t}}|.",
             fmt::join(names_of(free_observables()), ", ")),
         .fallback = fmt::format("{}", fmt::join(names_of(Options().observables), ", ")),
         .range = "a list of these names",
         .value = custom<Options>("text", set_observables, observables_text)},
        {.name = "neighbours",
         .argument = "COUNT",
         .summary = "k of the k nearest training points",
         .explanation = "How many nearest training points are given for every query and time.",
         .unit = "points",
         .range = fmt::format("1 to {}, at most the number of training points", largest_neighbours),
         .value = count(&Options::neighbours),
         .applies = when<Options>(for_neighbours),
         .condition = "--observables with nearest"},
        {.name = "leave-one-out",
         .summary = "queries are the training points, each without itself",
         .explanation = "The queries are the rows of --train-file, and the intrinsic dimension at each is "
                        "that of the other training points: its own row is left out of its sums.",
         .value = switch_value(&Options::leave_one_out),
         .applies = when<Options>(for_dimension),
         .condition = "--observables with intrinsic_dimension"}},
       smoothing_options(&Options::smoothing, when<Options>(asks_for_means),
                         "--observables with empirical_score or posterior_mean"),
       {query_groups_option(&Options::query_groups, "the number of queries"), seed_option(),
        precision_option("products", "float, unless the bound on its rounding error exceeds .05 nats")}});
}

}  // namespace

std::string_view name_of(FreeObservable observable) {
  switch (observable) {
    case FreeObservable::log_density:
      return "log_density";
    case FreeObservable::empirical_score:
      return "empirical_score";
    case FreeObservable::posterior_mean:
      return "posterior_mean";
    case FreeObservable::posterior_entropy:
      return "posterior_entropy";
    case FreeObservable::inverse_participation_ratio:
      return "inverse_participation_ratio";
    case FreeObservable::nearest:
      return "nearest";
    case FreeObservable::class_weights:
      return "class_weights";
    case FreeObservable::intrinsic_dimension:
      return "intrinsic_dimension";
    case FreeObservable::class_mean:
      return "class_mean";
    case FreeObservable::class_score:
      break;
  }
  return "class_score";
}

std::vector<FreeObservable> free_observables() {
  return {FreeObservable::log_density,
          FreeObservable::empirical_score,
          FreeObservable::posterior_mean,
          FreeObservable::posterior_entropy,
          FreeObservable::inverse_participation_ratio,
          FreeObservable::nearest,
          FreeObservable::class_weights,
          FreeObservable::intrinsic_dimension,
          FreeObservable::class_mean,
          FreeObservable::class_score};
}

bool asks_for_class_means(const EvaluateOptions& options) {
  return asks_for(options, FreeObservable::class_mean) || asks_for(options, FreeObservable::class_score);
}

bool asks_for_distinct(const EvaluateOptions& options) {
  return std::any_of(observables_of_distinct.begin(), observables_of_distinct.end(),
                     [&](FreeObservable observable) { return asks_for(options, observable); });
}

bool asks_for_means(const EvaluateOptions& options) {
  return asks_for(options, FreeObservable::empirical_score) ||
         asks_for(options, FreeObservable::posterior_mean);
}

std::string distinct_name(FreeObservable observable) {
  return fmt::format("{}_distinct", name_of(observable));
}

bool asks_for(const EvaluateOptions& options, FreeObservable observable) {
  return std::find(options.observables.begin(), options.observables.end(), observable) !=
         options.observables.end();
}

EvaluateOptions resolve(EvaluateOptions options) {
  check_run(options);
  if (!options.queries.is_given())
    throw OptionError("queries-file", "missing; name the file whose rows are the points to evaluate at");
  check_free_points(options.queries);
  if (options.times.empty()) throw OptionError("times", "missing; give the diffusion times of the queries");
  check_times(options.times);
  check_observables(options);
  check_range("neighbours", options.neighbours, 1, largest_neighbours);
  check_range("query-groups", options.query_groups, 1, largest_groups);
  if (!is_from_file(options)) fill_points(options, std::nullopt);
  check_neighbours(options);
  check_leave_one_out(options);
  check_smoothing(options.smoothing);
  return options;
}

EvaluateOptions resolve_files(EvaluateOptions options) {
  fill_from_files(options);
  check_neighbours(options);
  return options;
}

const OptionTable& evaluate_option_table() {
  static const OptionTable table = {
      source_options(),
      {"Sizes", point_count_options()},
      {"Files of training points", file_options()},
      {"Queries", query_options()},
      output_options("evaluate",
                     "All ranks write it, batch by batch, under another name until it is complete. Where "
                     "the run is stopped, FILE.partial has the queries done so far, and NaN for the "
                     "others.",
                     "FILE.partial is written after this time, between two batches of queries."),
      law_options()};
  return table;
}

}  // namespace regimes::experiments
