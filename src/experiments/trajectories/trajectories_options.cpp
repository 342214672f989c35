#include "experiments/trajectories/trajectories_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "diffusion/time_grid.hpp"
#include "experiments/options/file_options.hpp"
#include "experiments/options/law_options.hpp"
#include "experiments/options/laws.hpp"

namespace regimes::experiments {
namespace {

bool with_record(const TrajectoriesOptions& options) { return options.last_change != LastChange::none; }

std::vector<Option> measurement_options() {
  using Options = TrajectoriesOptions;
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
       .range = times,
       .value = reals(&Options::clone_times)},
      {.name = "turn-times",
       .argument = "TIMES",
       .summary = "to which data points are noised, and return",
       .explanation = "Data points are noised to each of these times and brought back: the fractions that "
                      "return to the same point and to the same class, and the correlation with the start.",
       .unit = "none",
       .range = times,
       .value = reals(&Options::turn_times)},
      {.name = "last-change",
       .argument = "ROUTE",
       .summary = "of the nearest training point: none, forward, backward, both",
       .explanation = "The time at which the nearest training point changes for the last time on the way to "
                      "data. backward: along the sampler's paths. forward: along forward paths from training "
                      "points, which have the same law in reverse; no score is needed.",
       .range = "none, forward, backward, both",
       .value = choice(&Options::last_change, std::vector{LastChange::none, LastChange::forward,
                                                          LastChange::backward, LastChange::both})},
      {.name = "record-spacing",
       .argument = "REAL",
       .summary = "of the times at which nearest points are looked up",
       .explanation =
           "Nearest points are looked up at the multiples of this time, and these are added to the "
           "sampler's. The mean last change grows with it, by about .47 times its root.",
       .unit = "none",
       .range = "above 0",
       .value = real(&Options::spacing_of_record),
       .applies = when<Options>(with_record),
       .condition = "--last-change forward, backward or both"},
  };
}

void check_list(const std::string& option, const std::vector<double>& times, const SamplerOptions& options) {
  const std::vector<double> of_sampler = sampler_ends(options);
  check_within(option, times, of_sampler);
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (times[i] <= of_sampler.back())
      throw OptionError(
          option, fmt::format("{} leaves no way to go: paths end at t = {}", times[i], of_sampler.back()));
    if (i > 0 && times[i] <= times[i - 1])
      throw OptionError(option, fmt::format("{} after {}; list the times in ascending order, each once",
                                            times[i], times[i - 1]));
  }
}

/// Beyond, where paths may start from pure noise, no point is the nearest for long.
double start_of_record(const TrajectoriesOptions& options) {
  return std::min(sampler_ends(options).front(), largest_time);
}

void check_record(const TrajectoriesOptions& options) {
  if (!with_record(options)) return;
  if (options.score != ScoreKind::empirical)
    throw OptionError("last-change", "needs training points, and --score population has none");
  if (options.guidance.is_on() && asks_forward(options))
    throw OptionError("last-change",
                      fmt::format("{} takes forward paths, which have the law of paths without "
                                  "guidance; take backward",
                                  name_of(options.last_change)));
  check_positive("record-spacing", options.spacing_of_record);
  constexpr double fewest = 2, most = largest_steps;
  double times = start_of_record(options) / options.spacing_of_record;
  if (times <= most) times = static_cast<double>(record_times(options).size());
  if (times < fewest || times > most)
    throw OptionError("record-spacing",
                      fmt::format("{} gives {:.3g} times within those of the sampler; {} to {} are needed",
                                  options.spacing_of_record, times, fewest, most));
}

}  // namespace

std::string_view name_of(LastChange route) {
  switch (route) {
    case LastChange::none:
      return "none";
    case LastChange::forward:
      return "forward";
    case LastChange::backward:
      return "backward";
    case LastChange::both:
      break;
  }
  return "both";
}

TrajectoriesOptions resolve(TrajectoriesOptions options) {
  check_sampler(options);
  if (options.clone_times.empty() && options.turn_times.empty() && !with_record(options))
    throw OptionError("clone-times",
                      "missing; give --clone-times, --turn-times or --last-change, or several of them");
  check_list("clone-times", options.clone_times, options);
  check_list("turn-times", options.turn_times, options);
  check_record(options);
  if (options.score == ScoreKind::population && !has_classes(options))
    throw OptionError("score",
                      fmt::format("population has neither training points nor classes to compare for "
                                  "--train {}; take --train mixture, or --score empirical",
                                  name_of(options.train)));
  return options;
}

std::vector<double> schedule(const TrajectoriesOptions& options) {
  std::vector<double> times = sampler_times(options);
  if (asks_backward(options)) times = diffusion::with_times(times, record_times(options));
  return diffusion::with_times(diffusion::with_times(times, options.clone_times), options.turn_times);
}

std::vector<double> record_times(const TrajectoriesOptions& options) {
  const double start = start_of_record(options), end = sampler_ends(options).back();
  std::vector<double> times;
  constexpr double rounding = 1e-9;
  for (std::int64_t i = 1;; ++i) {
    const double time = static_cast<double>(i) * options.spacing_of_record;
    if (time > start * (1 - rounding)) return times;
    if (time >= end) times.push_back(time);
  }
}

bool asks_forward(const TrajectoriesOptions& options) {
  return options.last_change == LastChange::forward || options.last_change == LastChange::both;
}
bool asks_backward(const TrajectoriesOptions& options) {
  return options.last_change == LastChange::backward || options.last_change == LastChange::both;
}

const OptionTable& trajectories_option_table() {
  static const OptionTable table = {source_options(),
                                    {"Sizes", point_count_options()},
                                    {"Files of training points", file_options()},
                                    {"Sampler", sampler_options()},
                                    {"Guidance", guidance_options(&TrajectoriesOptions::guidance)},
                                    {"Measurement", measurement_options()},
                                    sampler_output_options("trajectories"),
                                    law_options()};
  return table;
}

}  // namespace regimes::experiments
