#include "experiments/schedule/schedule_options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "experiments/options/file_options.hpp"
#include "experiments/options/law_options.hpp"
#include "experiments/options/laws.hpp"

namespace regimes::experiments {
namespace {

using Options = ScheduleOptions;

constexpr std::int64_t fewest_dimensions = 2;    ///< one along the means, and one across
constexpr std::int64_t fewest_trajectories = 2;  ///< one has no error

void set_grids(Options& options, const std::string& text, const std::string& what) {
  options.grids = parse_schedule_grids(text, what);
}
std::string grids_text(const Options& options) { return names_of(options.grids); }

bool has_dilated_grid(const Options& options) {
  return std::any_of(options.grids.begin(), options.grids.end(), diffusion::is_dilated);
}

std::vector<Option> measurement_options() {
  using diffusion::StepKind;
  return {
      {.name = "time-grids",
       .argument = "KINDS",
       .summary = "grids of times, as --time-grid of sample has them",
       .explanation =
           "Grids of times from pure noise to data: equal steps of interpolants (vp, ve), the same "
           "dilated (vp-dilated, ve-dilated), or equal steps in ln snr from .01/d to 400 between a "
           "first and a last step (snr).",
       .range = "some of " + names_of(schedule_grids()),
       .value = custom<Options>("text", set_grids, grids_text)},
      {.name = "steps",
       .argument = "COUNTS",
       .summary = "K, numbers of steps",
       .explanation =
           "Numbers K of steps of every grid: a list of counts, linspace(a,b,k) or logspace(a,b,k).",
       .unit = "steps",
       .range = fmt::format("{} to {}", fewest_schedule_steps, most_schedule_steps),
       .value = counts(&Options::counts)},
      {.name = "dilation",
       .argument = "REAL",
       .summary = "kappa of dilated grids",
       .explanation =
           "kappa: half of the steps of a dilated grid are spent on a part kappa/sqrt(d) of the way.",
       .range = "above 0, below sqrt(d)",
       .value = real(&Options::dilation),
       .applies = when<Options>(has_dilated_grid),
       .condition = "--time-grids with vp-dilated or ve-dilated"},
      {.name = "step",
       .argument = "KIND",
       .summary = "ddim or ancestral",
       .explanation =
           "How paths go from one time to the next. ddim: the probability flow with the posterior "
           "mean constant over the step, beside which theory stands. ancestral: the bridge from x to "
           "the posterior mean, with noise.",
       .range = "ddim, ancestral",
       .value = choice(&Options::step, std::vector{StepKind::ddim, StepKind::ancestral})},
      {.name = "trajectories",
       .argument = "COUNT",
       .summary = "paths",
       .explanation = "The number of paths, of every grid and number of steps: with the same noise.",
       .unit = "paths",
       .range = fmt::format("{} to {}", fewest_trajectories, largest_trajectories),
       .value = count(&Options::trajectories)},
      {.name = "tolerance",
       .argument = "REAL",
       .summary = "of the fewest steps that are enough",
       .explanation = "Steps are enough where the fraction of paths in the first mode is within this of its "
                      "prior, and the spread across within this share of sigma.",
       .range = "above 0, below 1",
       .value = real(&Options::tolerance)},
      seed_option(),
  };
}

}  // namespace

ScheduleOptions resolve(ScheduleOptions options) {
  if (options.train.name != "mixture")
    throw OptionError("train", fmt::format("{} has no two modes +m and -m; schedules are measured on mixture",
                                           name_of(options.train)));
  check_run(options);
  check_range("dimension", *options.dimension, fewest_dimensions, largest_dimension);
  check_positive("mean-amplitude", options.mean_amplitude);
  check_schedule(options.grids, options.counts, options.dilation, static_cast<double>(*options.dimension));
  check_range("trajectories", options.trajectories, fewest_trajectories, largest_trajectories);
  check_positive("tolerance", options.tolerance);
  if (options.tolerance >= 1)
    throw OptionError("tolerance",
                      fmt::format("{} is out of range; give a share below 1", options.tolerance));
  return options;
}

const OptionTable& schedule_option_table() {
  static const OptionTable table = {
      source_options(),
      {"Measurement", measurement_options()},
      output_options("schedule", "FILE.partial has the paths done so far.",
                     "FILE.partial is written after this time, between two batches of paths."),
      law_options()};
  return table;
}

}  // namespace regimes::experiments
