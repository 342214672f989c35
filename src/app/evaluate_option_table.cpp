#include "app/evaluate_option_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/option_setters.hpp"
#include "app/training_option_table.hpp"
#include "base/text.hpp"

namespace regimes::app {
namespace {

using namespace experiments;

std::string default_of(const char* name) {
  static const EvaluateOptions defaults;
  return evaluate_texts().value(defaults, name);
}

std::vector<std::string> observable_names() {
  std::vector<std::string> names;
  for (const FreeObservable observable : free_observables()) names.emplace_back(name_of(observable));
  return names;
}

/// With room to break lines between them.
std::vector<std::string> default_observables() {
  std::vector<std::string> names;
  const EvaluateOptions defaults;
  for (const FreeObservable observable : defaults.observables) names.emplace_back(name_of(observable));
  return names;
}

FreeObservable observable_of(const std::string& name, const std::string& what) {
  for (const FreeObservable observable : free_observables())
    if (name_of(observable) == name) return observable;
  const auto nearest = nearest_match(name, observable_names());
  throw UsageError(fmt::format("{}: '{}' is unknown; {}choose from {}", what, name,
                               nearest ? fmt::format("did you mean {}? ", *nearest) : "",
                               fmt::join(observable_names(), ", ")));
}

/// A list with commas between.
Setter observables_into(std::vector<FreeObservable>& target) {
  return [&target](const std::string& text, const std::string& what) {
    target.clear();
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find(',', begin), text.size());
      target.push_back(observable_of(std::string(trimmed(text.substr(begin, end - begin))), what));
      begin = end + 1;
    }
  };
}

std::vector<Option> query_options(EvaluateOptions& o) {
  return {
      {.name = "queries-file",
       .argument = "FILE",
       .summary = "points to evaluate at, one a row: npy, idx or FILE:/dataset",
       .explanation =
           "The points x, one a row: an NPY file, an IDX file, or a dataset of an HDF5 file as "
           "FILE:/path/to/dataset. They have the coordinates of the raw training points: --scale multiplies "
           "both, and --center changes nothing but round-off. A row is evaluated at every time.",
       .fallback = "none",
       .range = "a readable file with rows of d finite numbers",
       .set = text_into(o.queries_file)},
      {.name = "times",
       .argument = "TIMES",
       .summary = "like 0.1,0.2 or linspace(a,b,k) or logspace(a,b,k)",
       .explanation = "The diffusion times t at which every point is evaluated: numbers, linspace(a,b,k), "
                      "logspace(a,b,k) and mixtures of these.",
       .unit = "none; the forward process forgets the data as e^{-t}",
       .fallback = "none",
       .range = fmt::format("ascending, above 0, up to {}; at most {} of them", largest_time, most_times),
       .set = reals_into(o.times)},
      {.name = "observables",
       .argument = "NAMES",
       .summary = "what to evaluate, with commas between",
       .explanation = fmt::format(
           "What to evaluate: {}. empirical_score and posterior_mean are d numbers for every query and time. "
           "nearest gives indices and distances of the nearest points a by |x - a e^{{-t}}|.",
           fmt::join(observable_names(), ", ")),
       .fallback = fmt::format("{}", fmt::join(default_observables(), ", ")),
       .range = "a list of these names",
       .set = observables_into(o.observables)},
      {.name = "neighbours",
       .argument = "COUNT",
       .summary = "k of the k nearest training points",
       .explanation = "How many nearest training points are given for every query and time.",
       .unit = "points",
       .fallback = default_of("neighbours"),
       .range = fmt::format("1 to {}, at most the number of training points", largest_neighbours),
       .set = count_into(o.neighbours),
       .has_effect = [&o] { return asks_for(o, FreeObservable::nearest); },
       .condition = "--observables with nearest"},
      query_groups_option(o.query_groups, "the number of queries"),
      seed_option(o),
      precision_option(o.precision, "products",
                       "float, unless the bound on its rounding error exceeds .05 nats"),
  };
}

std::vector<Option> output_options(EvaluateRequest& request) {
  return joined({{output_option(
                     request.options.output, "HDF5 result",
                     "All ranks write it, batch by batch, under another name until it is complete. Where the "
                     "run is stopped, FILE.partial has the queries done so far, and NaN for the others.")},
                 terminal_options(request, "evaluate")});
}

}  // namespace

OptionTable evaluate_option_table(EvaluateRequest& request) {
  EvaluateOptions& options = request.options;
  return {{"Law of the training points", law_options(options)},
          {"Sizes", point_count_options(options)},
          {"Files of training points", file_options(options)},
          {"Queries", query_options(options)},
          {"Files and terminal", output_options(request)}};
}

}  // namespace regimes::app
