#include "experiments/sample/sample_options.hpp"

#include "diffusion/time_grid.hpp"
#include "experiments/options/file_options.hpp"
#include "experiments/options/law_options.hpp"

namespace regimes::experiments {
namespace {

bool with_times(const SampleOptions& options) { return !options.times.empty(); }

std::vector<Option> observation_options() {
  return {
      {.name = "times",
       .argument = "TIMES",
       .summary = "of observation, ascending, like .1,.5 or logspace(.1,2,20)",
       .explanation =
           "Diffusion times at which paths are observed: |x|^2/d, the overlap q = x.m/sqrt(d) with a "
           "class mean, class weights; with an empirical score also the entropy and Y2 of the "
           "posterior, the nearest two training points of the path and of its posterior mean, and the "
           "fraction of paths that count as memorised: their posterior mean D(x, t), at t = 0 the point "
           "itself, is "
           "nearer to one training point than to the second by --ratio, and that point has more than half of "
           "the "
           "posterior weight. The noisy point is not compared. The end of the paths is always observed.",
       .unit = "none",
       .fallback = "the end only",
       .range = "ascending, above 0, within the sampler's times",
       .value = reals(&SampleOptions::times)},
      {.name = "save-paths",
       .summary = "keep the points of the paths at --times",
       .explanation =
           "Keeps the points of all paths at the times of observation, as path_points: 8 d bytes per "
           "path and time.",
       .value = switch_value(&SampleOptions::save_paths),
       .applies = when<SampleOptions>(with_times),
       .condition = "--times"},
      ratio_option(&SampleOptions::ratio, when<SamplerOptions>(has_training_points), "--score empirical"),
  };
}

}  // namespace

SampleOptions resolve(SampleOptions options) {
  check_sampler(options);
  check_times(options.times);
  check_within("times", options.times, sampler_ends(options));
  if (options.save_paths && options.times.empty())
    throw OptionError("save-paths", "needs the times at which points are kept; give --times");
  check_ratio(options.ratio);
  return options;
}

std::vector<double> schedule(const SampleOptions& options) {
  return diffusion::with_times(sampler_times(options), options.times);
}

std::vector<double> observation_times(const SampleOptions& options) {
  std::vector<double> times = options.times;
  const double end = sampler_ends(options).back();
  if (times.empty() || times.front() != end) times.insert(times.begin(), end);
  return times;
}

const OptionTable& sample_option_table() {
  static const OptionTable table = {source_options(),
                                    {"Sizes", point_count_options()},
                                    {"Files of training points", file_options()},
                                    {"Sampler", sampler_options()},
                                    {"Guidance", guidance_options(&SampleOptions::guidance)},
                                    {"Observation", observation_options()},
                                    sampler_output_options("sample"),
                                    law_options()};
  return table;
}

}  // namespace regimes::experiments
