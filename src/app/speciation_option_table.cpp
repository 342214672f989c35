#include "app/speciation_option_table.hpp"

#include <fmt/format.h>

#include "app/option_setters.hpp"
#include "app/training_option_table.hpp"

namespace regimes::app {

using namespace experiments;

namespace {

std::string default_of(const char* name) { return speciation_texts().value(SpeciationOptions{}, name); }

std::vector<Option> measurement_options(SpeciationOptions& o) {
  std::vector<Option> options = {
      {.name = "times",
       .argument = "TIMES",
       .summary = "auto, or like 0.1,0.2 or linspace(a,b,k)",
       .explanation =
           "The diffusion times t of all curves: numbers, linspace(a,b,k), logspace(a,b,k) and "
           "mixtures of these. auto: 32 from a third of the smallest speciation time that theory or "
           "the largest eigenvalue predicts to 1.2 above the largest.",
       .unit = "none; the forward process forgets the data as e^{-t}",
       .fallback = "auto",
       .range = fmt::format("ascending, above 0, up to {}; at most {} of them", largest_time, most_times),
       .set = grid_into(o.times)},
      {.name = "queries",
       .argument = "COUNT",
       .summary = "noised points per curve",
       .explanation = "Noised points over which every curve is averaged: fresh points of a law; of training "
                      "sets, per replica, and at most one for each training point.",
       .unit = "noised points",
       .fallback = default_of("queries"),
       .range = fmt::format("2 to {}", most_speciation_queries),
       .set = count_into(o.queries)},
      {.name = "eigenvalues",
       .argument = "COUNT",
       .summary = "leading eigenvalues of the covariance",
       .explanation = "How many of the largest eigenvalues of the covariance are given, by products with the "
                      "points; the covariance is never formed.",
       .fallback = default_of("eigenvalues"),
       .range = fmt::format("1 to {}, at most d", most_eigenvalues),
       .set = count_into(o.eigenvalues)},
      {.name = "replicas",
       .argument = "COUNT",
       .summary = "training sets, or permutations of a file",
       .explanation =
           "Independent repetitions: new training sets of a law; of a file, other noises. From four "
           "on their scatter is the error.",
       .fallback = default_of("replicas"),
       .range = fmt::format("1 to {}", largest_replicas),
       .set = count_into(o.replicas),
       .has_effect = [&o] { return has_training_set(o); },
       .condition = "--points, or --train from a file"},
      seed_option(o),
  };
  Option precision = precision_option(o.precision, "products",
                                      "float, unless the bound on its rounding error exceeds .05 nats");
  precision.has_effect = [&o] { return has_training_set(o); };
  precision.condition = "--points, or --train from a file";
  options.push_back(std::move(precision));
  return options;
}

std::vector<Option> output_options(SpeciationRequest& request) {
  return joined(
      {{output_option(request.options.output, "HDF5 result; FILE.partial while running",
                      "FILE.partial has what the training sets and fresh points so far have given.")},
       checkpoint_options(request.options.checkpoints,
                          "FILE.partial is written after every replica, and after every part of "
                          "the fresh points, unless that would take a twentieth of the run; then "
                          "after this time."),
       terminal_options(request, "speciation")});
}

}  // namespace

OptionTable speciation_option_table(SpeciationRequest& request) {
  SpeciationOptions& options = request.options;
  return {{"Law of the points", law_options(options)},
          {"Training set, if one is wanted", point_count_options(options)},
          {"Files of training points", file_options(options)},
          {"Measurement", measurement_options(options)},
          {"Files and terminal", output_options(request)}};
}

}  // namespace regimes::app
