#include "app/sampler_option_table.hpp"

#include <fmt/format.h>

#include "app/option_setters.hpp"
#include "app/run_option_table.hpp"
#include "app/training_option_table.hpp"
#include "base/grid.hpp"

namespace regimes::app {
namespace {

using namespace experiments;
using diffusion::StepKind;
using diffusion::TimeSpacing;

const std::vector<TimeSpacing> spacings = {TimeSpacing::uniform, TimeSpacing::log, TimeSpacing::snr};

/// A kind of spacing, or a list of times.
Setter time_grid_into(SamplerOptions& o) {
  return [&o](const std::string& text, const std::string& what) {
    o.grid.clear();
    for (const TimeSpacing spacing : spacings)
      if (text == diffusion::name_of(spacing)) {
        o.spacing = spacing;
        return;
      }
    o.grid = parse_grid(text, what);
  };
}

Option with_effect(const SamplerOptions& o, const std::string& condition, Option option) {
  option.condition = condition;
  option.has_effect = [&o, name = option.name] { return has_effect(o, name); };
  return option;
}

std::vector<Option> schedule_options(SamplerOptions& o) {
  const std::string spaced = "--time-grid uniform, log or snr";
  return {
      {.name = "time-grid",
       .argument = "KIND|TIMES",
       .summary = "uniform, log, snr, or a descending list",
       .explanation =
           "The times at which the sampler stands, descending from noise to data: equal steps in t "
           "(uniform), in ln t (log), in ln snr with snr = 1/(e^{2t} - 1) (snr), or the times "
           "themselves, as numbers, linspace(a,b,k) and logspace(a,b,k).",
       .fallback = "uniform",
       .range = fmt::format("uniform, log, snr, or descending times from 0 to {}", largest_time),
       .set = time_grid_into(o)},
      with_effect(
          o, spaced,
          {.name = "t-start",
           .argument = "REAL",
           .summary = "time at which paths start from N(0, I)",
           .explanation = "The time at which paths start, from N(0, I). It should be so large that the "
                          "data are forgotten: some units above t_S.",
           .unit = "none",
           .fallback = fmt::format("{}", default_t_start),
           .range = fmt::format("above 0, up to {}", largest_time),
           .set = real_into(o.t_start)}),
      with_effect(o, spaced,
                  {.name = "t-end",
                   .argument = "REAL",
                   .summary = "time at which paths end",
                   .explanation = "The time at which paths end. uniform steps reach 0, log and snr do not.",
                   .unit = "none",
                   .fallback = "0",
                   .range = "0 or above, below --t-start; above 0 for log and snr",
                   .set = real_into(o.t_end)}),
      with_effect(
          o, spaced,
          {.name = "steps",
           .argument = "COUNT",
           .summary = "of the sampler",
           .explanation = "The number of steps from --t-start to --t-end. Times of observation that are "
                          "not among the sampler's are added to them.",
           .unit = "steps",
           .fallback = fmt::format("those of length {}, on average", default_dt),
           .range = fmt::format("1 to {}", largest_steps),
           .set = count_into(o.steps)}),
      with_effect(
          o, "--time-grid uniform",
          {.name = "dt",
           .argument = "REAL",
           .summary = "length of a step, instead of --steps",
           .explanation = "The length of a step, rounded so that steps fill the way from --t-start to "
                          "--t-end.",
           .unit = "none",
           .fallback = fmt::format("{}", default_dt),
           .range = "above 0",
           .set = real_into(o.dt)}),
  };
}

}  // namespace

std::vector<Option> sampler_options(SamplerOptions& o) {
  std::vector<Option> options = {
      {.name = "score",
       .argument = "KIND",
       .summary = "empirical (of the training set) or population",
       .explanation = "Whose score the paths follow. empirical: the exact score of the training set, whose "
                      "paths end on its points. population: that of the law itself, the limit of infinitely "
                      "many points; synthetic laws only.",
       .fallback = "empirical",
       .range = "empirical, population",
       .set = choice_into(o.score, std::vector{ScoreKind::empirical, ScoreKind::population})},
      {.name = "step",
       .argument = "KIND",
       .summary = "euler, ancestral, ode-euler, ode-heun or exact",
       .explanation =
           "How paths go from one time to the next. euler: Euler-Maruyama, x + dt (x + 2F) + sqrt(2 dt) z. "
           "ancestral: the bridge from x to the posterior mean, stable at any step. ode-euler, ode-heun: the "
           "probability-flow equation, x + dt (x + F), without noise. exact: the bridge to a training point "
           "drawn from the posterior, without error at any step.",
       .fallback = "ancestral",
       .range = "euler, ancestral, ode-euler, ode-heun, exact",
       .set = choice_into(o.step, std::vector{StepKind::euler, StepKind::ancestral, StepKind::ode_euler,
                                              StepKind::ode_heun, StepKind::exact})}};
  for (Option& option : schedule_options(o)) options.push_back(std::move(option));
  options.push_back({.name = "trajectories",
                     .argument = "COUNT",
                     .summary = "paths",
                     .explanation = "The number of paths. Path i is the same whatever their number, but for "
                                    "rounding.",
                     .unit = "paths",
                     .fallback = fmt::format("{}", o.trajectories),
                     .range = fmt::format("1 to {}", largest_trajectories),
                     .set = count_into(o.trajectories)});
  options.push_back(seed_option(o));
  options.push_back(
      with_effect(o, "--score empirical",
                  precision_option(o.precision, "products",
                                   "float, unless the bound on its rounding error exceeds .05 nats")));
  return options;
}

}  // namespace regimes::app
