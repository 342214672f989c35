#include "app/trajectories_option_table.hpp"

#include <fmt/format.h>

#include "app/option_setters.hpp"
#include "app/sampler_option_table.hpp"
#include "app/training_option_table.hpp"

namespace regimes::app {
namespace {

using namespace experiments;

std::vector<Option> measurement_options(TrajectoriesOptions& o) {
  const std::string times = "ascending, within the sampler's times, above their end";
  return {
      {.name = "clone-times",
       .argument = "TIMES",
       .summary = "at which paths are cloned",
       .explanation =
           "At each of these times every path is split into two with independent noise: phi is the "
           "fraction of pairs that end in the same class, phi_C of those that end on the same "
           "training point. Beside them stand the identities E[sum pi_c^2] and E[Y2].",
       .unit = "none",
       .fallback = "none",
       .range = times,
       .set = reals_into(o.clone_times)},
      {.name = "turn-times",
       .argument = "TIMES",
       .summary = "to which data points are noised, and return",
       .explanation = "Data points are noised to each of these times and brought back: the fractions that "
                      "return to the same point and to the same class, and the correlation with the start.",
       .unit = "none",
       .fallback = "none",
       .range = times,
       .set = reals_into(o.turn_times)},
      {.name = "last-change",
       .argument = "ROUTE",
       .summary = "of the nearest training point: none, forward, backward, both",
       .explanation = "The time at which the nearest training point changes for the last time on the way to "
                      "data. backward: along the sampler's paths. forward: along forward paths from training "
                      "points, which have the same law in reverse; no score is needed.",
       .fallback = "none",
       .range = "none, forward, backward, both",
       .set = choice_into(o.last_change, std::vector{LastChange::none, LastChange::forward,
                                                     LastChange::backward, LastChange::both})},
      {.name = "record-spacing",
       .argument = "REAL",
       .summary = "of the times at which nearest points are looked up",
       .explanation =
           "Nearest points are looked up at the multiples of this time, and these are added to the "
           "sampler's. The mean last change grows with it, by about .47 times its root.",
       .unit = "none",
       .fallback = fmt::format("{}", default_spacing),
       .range = "above 0",
       .set = real_into(o.spacing_of_record),
       .has_effect = [&o] { return o.last_change != LastChange::none; },
       .condition = "--last-change forward, backward or both"},
  };
}

std::vector<Option> output_options(TrajectoriesRequest& request) {
  return joined({{output_option(request.options.output, "HDF5 result; FILE.partial while running",
                                "FILE.partial has what is done, and where the paths stand.")},
                 checkpoint_options(request.options.checkpoints,
                                    "FILE.partial is written after this time, between two steps."),
                 terminal_options(request, "trajectories")});
}

}  // namespace

OptionTable trajectories_option_table(TrajectoriesRequest& request) {
  TrajectoriesOptions& options = request.options;
  return {
      {"Law of the training points", law_options(options)}, {"Sizes", point_count_options(options)},
      {"Files of training points", file_options(options)},  {"Sampler", sampler_options(options)},
      {"Measurement", measurement_options(options)},        {"Files and terminal", output_options(request)}};
}

}  // namespace regimes::app
