#include "experiments/speciation/speciation_options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/grid.hpp"
#include "experiments/options/laws.hpp"
#include "experiments/options/option_checks.hpp"
#include "experiments/training/training_data.hpp"

namespace regimes::experiments {
namespace {

bool always(const SpeciationOptions&) { return true; }

void check_classes(const SpeciationOptions& options) {
  if (!has_classes(options))
    throw is_from_file(options)
        ? OptionError("labels-file", "missing; speciation is about classes, so give the labels of the points")
        : OptionError("train", fmt::format("{} has one class; choose a law with classes, or labelled data",
                                           name_of(options.train)));
  if (options.classes.size() == 1)
    throw OptionError("classes", fmt::format("only {} is kept; speciation needs two classes or more",
                                             options.classes.front()));
}

std::vector<OptionText<SpeciationOptions>> table() {
  using Options = SpeciationOptions;
  std::vector<OptionText<Options>> texts;
  append(texts, training_texts());
  append(texts,
         std::vector<OptionText<Options>>{
             {"queries", always, [](const Options& o) { return fmt::format("{}", o.queries); }},
             {"replicas", has_training_set, [](const Options& o) { return fmt::format("{}", o.replicas); }},
             {"times", always, [](const Options& o) { return list_text(o.times); }},
             {"eigenvalues", always, [](const Options& o) { return fmt::format("{}", o.eigenvalues); }},
         });
  append(texts, run_texts());
  return texts;
}

}  // namespace

bool has_training_set(const SpeciationOptions& options) {
  return is_from_file(options) || options.points.has_value() || options.log_points_per_dimension.has_value();
}

SpeciationOptions resolve(SpeciationOptions options) {
  check_run(options);
  check_classes(options);
  constexpr std::int64_t fewest_queries = 2;  // one has no error
  check_range("queries", options.queries, fewest_queries, most_speciation_queries);
  check_range("replicas", options.replicas, 1, largest_replicas);
  check_range("eigenvalues", options.eigenvalues, 1, most_eigenvalues);
  check_times(options.times);
  check_checkpoints(options.checkpoints);
  if (!is_from_file(options) && has_training_set(options)) fill_points(options, std::nullopt);
  return options;
}

SpeciationOptions resolve_files(SpeciationOptions options) {
  fill_from_files(options);
  return options;
}

std::vector<double> automatic_times_around(const std::vector<double>& speciation_times) {
  constexpr double earliest_part = 1. / 3, later = 1.2;
  const auto [least, most] = std::minmax_element(speciation_times.begin(), speciation_times.end());
  return linearly_spaced(earliest_part * *least, *most + later, automatic_speciation_times);
}

const OptionTexts<SpeciationOptions>& speciation_texts() {
  static const OptionTexts<SpeciationOptions> texts(table());
  return texts;
}

}  // namespace regimes::experiments
