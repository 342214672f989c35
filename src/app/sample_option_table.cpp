#include "app/sample_option_table.hpp"

#include <fmt/format.h>

#include "app/option_setters.hpp"
#include "app/sampler_option_table.hpp"
#include "app/training_option_table.hpp"

namespace regimes::app {
namespace {

using namespace experiments;

std::vector<Option> observation_options(SampleOptions& o) {
  return {
      {.name = "times",
       .argument = "TIMES",
       .summary = "of observation, ascending, like .1,.5 or logspace(.1,2,20)",
       .explanation =
           "Diffusion times at which paths are observed: |x|^2/d, the overlap q = x.m/sqrt(d) with a "
           "class mean, class weights; with an empirical score also the entropy and Y2 of the "
           "posterior, the nearest two training points, and the fraction of paths that would count "
           "as memorised if they were stopped there. The end of the paths is always observed.",
       .unit = "none",
       .fallback = "the end only",
       .range = "ascending, above 0, within the sampler's times",
       .set = reals_into(o.times)},
      {.name = "save-paths",
       .summary = "keep the points of the paths at --times",
       .explanation =
           "Keeps the points of all paths at the times of observation, as path_points: 8 d bytes per "
           "path and time.",
       .fallback = "off",
       .set = switch_into(o.save_paths),
       .has_effect = [&o] { return !o.times.empty(); },
       .condition = "--times"},
      {.name = "ratio",
       .argument = "REAL",
       .summary = "below it a sample counts as memorised",
       .explanation =
           "The threshold on the distance to the nearest training point over that to the second: a "
           "sample below it counts as memorised.",
       .unit = "none",
       .fallback = "1/3",
       .range = "above 0, up to 1",
       .set = real_into(o.ratio),
       .has_effect = [&o] { return o.score == ScoreKind::empirical; },
       .condition = "--score empirical"},
  };
}

std::vector<Option> output_options(SampleRequest& request) {
  return joined({{output_option(request.options.output, "HDF5 result; FILE.partial while running",
                                "FILE.partial has what is done, and where the paths stand.")},
                 checkpoint_options(request.options.checkpoints,
                                    "FILE.partial is written after this time, between two steps."),
                 terminal_options(request, "sample")});
}

}  // namespace

OptionTable sample_option_table(SampleRequest& request) {
  SampleOptions& options = request.options;
  return {
      {"Law of the training points", law_options(options)}, {"Sizes", point_count_options(options)},
      {"Files of training points", file_options(options)},  {"Sampler", sampler_options(options)},
      {"Observation", observation_options(options)},        {"Files and terminal", output_options(request)}};
}

}  // namespace regimes::app
