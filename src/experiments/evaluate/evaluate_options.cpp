#include "experiments/evaluate/evaluate_options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "experiments/options/laws.hpp"
#include "experiments/training/training_data.hpp"

namespace regimes::experiments {
namespace {

bool always(const EvaluateOptions&) { return true; }
bool for_neighbours(const EvaluateOptions& options) { return asks_for(options, FreeObservable::nearest); }

void check_observables(const EvaluateOptions& options) {
  if (options.observables.empty()) throw OptionError("observables", "is empty; name at least one");
  for (const FreeObservable observable : options.observables)
    if (std::count(options.observables.begin(), options.observables.end(), observable) > 1)
      throw OptionError("observables", fmt::format("{} is listed twice", name_of(observable)));
  if (asks_for(options, FreeObservable::class_weights) && !has_classes(options))
    throw OptionError(
        "observables",
        is_from_file(options)
            ? "class_weights needs the labels of the training points; give --labels-file too"
            : fmt::format("class_weights needs classes, and --train {} has none", name_of(options.train)));
}

void check_neighbours(const EvaluateOptions& options) {
  if (options.points && options.neighbours > *options.points)
    throw OptionError("neighbours", fmt::format("{} nearest points are asked for of a training set of {}",
                                                options.neighbours, *options.points));
}

std::string observables_text(const EvaluateOptions& options) {
  std::vector<std::string_view> names;
  for (const FreeObservable observable : options.observables) names.push_back(name_of(observable));
  return list_text(names);
}

std::vector<OptionText<EvaluateOptions>> table() {
  using Options = EvaluateOptions;
  std::vector<OptionText<Options>> texts;
  append(texts, training_texts());
  append(texts,
         std::vector<OptionText<Options>>{
             {"queries-file", always, [](const Options& o) { return o.queries_file; }},
             {"times", always, [](const Options& o) { return list_text(o.times); }},
             {"observables", always, observables_text},
             {"neighbours", for_neighbours, [](const Options& o) { return fmt::format("{}", o.neighbours); }},
             {"query-groups", always, [](const Options& o) { return fmt::format("{}", o.query_groups); }},
         });
  append(texts, run_texts());
  return texts;
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
      break;
  }
  return "class_weights";
}

std::vector<FreeObservable> free_observables() {
  return {FreeObservable::log_density,
          FreeObservable::empirical_score,
          FreeObservable::posterior_mean,
          FreeObservable::posterior_entropy,
          FreeObservable::inverse_participation_ratio,
          FreeObservable::nearest,
          FreeObservable::class_weights};
}

bool asks_for(const EvaluateOptions& options, FreeObservable observable) {
  return std::find(options.observables.begin(), options.observables.end(), observable) !=
         options.observables.end();
}

EvaluateOptions resolve(EvaluateOptions options) {
  check_run(options);
  if (options.queries_file.empty())
    throw OptionError("queries-file", "missing; name the file whose rows are the points to evaluate at");
  if (options.times.empty()) throw OptionError("times", "missing; give the diffusion times of the queries");
  check_times(options.times);
  check_observables(options);
  check_range("neighbours", options.neighbours, 1, largest_neighbours);
  check_range("query-groups", options.query_groups, 1, largest_groups);
  if (!is_from_file(options)) fill_points(options, std::nullopt);
  check_neighbours(options);
  return options;
}

EvaluateOptions resolve_files(EvaluateOptions options) {
  fill_from_files(options);
  check_neighbours(options);
  return options;
}

const OptionTexts<EvaluateOptions>& evaluate_texts() {
  static const OptionTexts<EvaluateOptions> texts(table());
  return texts;
}

}  // namespace regimes::experiments
