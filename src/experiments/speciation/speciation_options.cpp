#include "experiments/speciation/speciation_options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/grid.hpp"
#include "experiments/options/file_options.hpp"
#include "experiments/options/law_options.hpp"
#include "experiments/options/laws.hpp"
#include "experiments/options/option_checks.hpp"
#include "experiments/training/training_data.hpp"

namespace regimes::experiments {
namespace {

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

Option only_with_set(Option option) {
  option.applies = when<SpeciationOptions>(has_training_set);
  option.condition = "--points, or --train from a file";
  return option;
}

std::vector<Option> measurement_options() {
  using Options = SpeciationOptions;
  return {
      {.name = "times",
       .argument = "TIMES",
       .summary = "auto, or like 0.1,0.2 or linspace(a,b,k)",
       .explanation =
           "The diffusion times t of all curves: numbers, linspace(a,b,k), logspace(a,b,k) and "
           "mixtures of these. auto: 32 from a third of the smallest speciation time that theory or "
           "the largest eigenvalue predicts to 1.2 above the largest.",
       .unit = time_unit,
       .range = fmt::format("ascending, above 0, up to {}; at most {} of them", largest_time, most_times),
       .value = grid(&Options::times)},
      {.name = "queries",
       .argument = "COUNT",
       .summary = "noised points per curve",
       .explanation = "Noised points over which every curve is averaged: fresh points of a law; of training "
                      "sets, per realisation, and at most one for each training point.",
       .unit = "noised points",
       .range = fmt::format("2 to {}", most_speciation_queries),
       .value = count(&Options::queries)},
      {.name = "eigenvalues",
       .argument = "COUNT",
       .summary = "leading eigenvalues of the covariance",
       .explanation = "How many of the largest eigenvalues of the covariance are given, by products with the "
                      "points; the covariance is never formed.",
       .range = fmt::format("1 to {}, at most d", most_eigenvalues),
       .value = count(&Options::eigenvalues)},
      only_with_set(
          {.name = "realisations",
           .argument = "COUNT",
           .summary = "training sets, or permutations of a file",
           .explanation =
               "Independent repetitions: new training sets of a law; of a file, other noises. From four "
               "on their scatter is the error.",
           .range = fmt::format("1 to {}", largest_replicas),
           .value = count(&Options::replicas),
           .aliases = {"replicas"}}),
      seed_option(),
      only_with_set(
          precision_option("products", "float, unless the bound on its rounding error exceeds .05 nats")),
  };
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
  check_range("realisations", options.replicas, 1, largest_replicas);
  check_range("eigenvalues", options.eigenvalues, 1, most_eigenvalues);
  check_times(options.times);
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

const OptionTable& speciation_option_table() {
  static const OptionTable table = {
      source_options(),
      {"Training set, if one is wanted", point_count_options()},
      {"Files of training points", file_options()},
      {"Measurement", measurement_options()},
      output_options("speciation",
                     "FILE.partial has what the training sets and fresh points so far have given.",
                     "FILE.partial is written after every realisation, and after every part of the fresh "
                     "points, unless that would take a twentieth of the run; then after this time."),
      law_options()};
  return table;
}

}  // namespace regimes::experiments
