#include "experiments/sample/sampler_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/grid.hpp"
#include "experiments/options/file_options.hpp"

namespace regimes::experiments {
namespace {

using diffusion::TimeSpacing;

using Options = SamplerOptions;

bool without_grid(const Options& options) { return options.grid.empty(); }
bool with_uniform_steps(const Options& options) {
  return options.grid.empty() && options.spacing == TimeSpacing::uniform;
}

std::string spacing_names() {
  std::vector<std::string_view> names;
  for (const TimeSpacing spacing : diffusion::time_spacings) names.push_back(diffusion::name_of(spacing));
  return fmt::format("{}", fmt::join(names, ", "));
}

/// A kind of spacing, or a list of times.
void set_grid(Options& options, const std::string& text, const std::string& what) {
  options.grid.clear();
  for (const TimeSpacing spacing : diffusion::time_spacings)
    if (text == diffusion::name_of(spacing)) {
      options.spacing = spacing;
      return;
    }
  options.grid = parse_grid(text, what);
}

std::string grid_text(const Options& options) {
  return options.grid.empty() ? std::string(diffusion::name_of(options.spacing))
                              : fmt::format("{}", fmt::join(options.grid, ","));
}

bool with_dilation(const Options& options) {
  return options.grid.empty() && diffusion::is_dilated(options.spacing);
}

/// Grids of interpolants start from pure noise where the step can.
double start_of(const SamplerOptions& options) {
  const bool from_noise =
      diffusion::is_interpolant(options.spacing) && diffusion::starts_at_infinity(options.step);
  return options.t_start.value_or(from_noise ? std::numeric_limits<double>::infinity() : default_t_start);
}
double end_of(const SamplerOptions& options) { return options.t_end.value_or(0); }

constexpr const char* infinite_start = "inf";

/// A time, or the word for pure noise.
OptionValue start_value(OptionValue value) {
  value.set = [of_number = std::move(value.set)](OptionValues& options, const std::string& text,
                                                 const std::string& what) {
    if (text == infinite_start)
      static_cast<Options&>(options).t_start = std::numeric_limits<double>::infinity();
    else
      of_number(options, text, what);
  };
  return value;
}

/// An end of the schedule, which has a value also where it was not given.
OptionValue end_value(std::optional<double> Options::*end, double (*value_of)(const Options&)) {
  OptionValue value = real(end);
  value.text = [value_of](const OptionValues& options) {
    return fmt::format("{}", value_of(static_cast<const Options&>(options)));
  };
  return value;
}

Option only_when(bool (*holds)(const Options&), const std::string& condition, Option option) {
  option.applies = when<Options>(holds);
  option.condition = condition;
  return option;
}

std::vector<Option> schedule_options() {
  const std::string spaced = "--time-grid other than a list";
  return {
      {.name = "time-grid",
       .argument = "KIND|TIMES",
       .summary = "uniform, log, snr, vp, ve ..., or a descending list",
       .explanation =
           "The times at which the sampler stands, descending from noise to data: equal steps in t "
           "(uniform), in ln t (log), in ln snr with snr = 1/(e^{2t} - 1) (snr), or the times "
           "themselves, as numbers, linspace(a,b,k) and logspace(a,b,k). Equal steps of interpolants, from "
           "pure noise to data: vp, sqrt(snr) = tau/(1 - tau); ve, sqrt(snr) = tau/(sqrt(d) (1 - tau)); "
           "vp-dilated and ve-dilated, the same with half of the steps where tau (vp) or 1 - tau (ve) is "
           "below "
           "--dilation/sqrt(d).",
       .range = fmt::format("{}, or descending times from 0 to {}", spacing_names(), largest_time),
       .value = custom<Options>("reals", set_grid, grid_text)},
      only_when(
          without_grid, spaced,
          {.name = "t-start",
           .argument = "REAL",
           .summary = "time at which paths start from N(0, I), or inf",
           .explanation =
               "The time at which paths start, from N(0, I). It should be so large that the data are "
               "forgotten: T - t_S >= 2.5 for steps with noise, 5 for those of the probability flow, "
               "which errs by e^{-(T - t_S)}. inf starts from pure noise, without that error: the first "
               "step then leads from snr = 0, with --step ddim or ancestral and --time-grid vp, ve, "
               "their dilations, or snr (to snr = .01/d at first, and from snr = 400 to the data at "
               "last).",
           .unit = "none",
           .fallback =
               fmt::format("{}; inf for grids of interpolants with ddim or ancestral steps", default_t_start),
           .range = fmt::format("above 0, up to {}, or inf", largest_time),
           .value = start_value(end_value(&Options::t_start, start_of))}),
      only_when(without_grid, spaced,
                {.name = "t-end",
                 .argument = "REAL",
                 .summary = "time at which paths end",
                 .explanation = "The time at which paths end. uniform steps and those of interpolants reach "
                                "0, log does not, and snr only with --t-start inf.",
                 .unit = "none",
                 .range = "0 or above, below --t-start; above 0 for log and snr",
                 .value = end_value(&Options::t_end, end_of)}),
      only_when(without_grid, spaced,
                {.name = "steps",
                 .argument = "COUNT",
                 .summary = "of the sampler",
                 .explanation = "The number of steps from --t-start to --t-end. Times of observation that "
                                "are not among the sampler's are added to them.",
                 .unit = "steps",
                 .fallback = fmt::format("those of length {}, on average; {} of interpolants and from inf",
                                         default_dt, default_steps_from_noise),
                 .range = fmt::format("1 to {}", largest_steps),
                 .value = count(&Options::steps)}),
      only_when(with_uniform_steps, "--time-grid uniform",
                {.name = "dt",
                 .argument = "REAL",
                 .summary = "length of a step, instead of --steps",
                 .explanation = "The length of a step, rounded so that steps fill the way from --t-start to "
                                "--t-end.",
                 .unit = "none",
                 .fallback = fmt::format("{}", default_dt),
                 .range = "above 0",
                 .value = real(&Options::dt)}),
      only_when(
          with_dilation, "--time-grid vp-dilated or ve-dilated",
          {.name = "dilation",
           .argument = "REAL",
           .summary = "kappa of dilated grids",
           .explanation = "kappa: half of the steps are spent on a part kappa/sqrt(d) of the way, about "
                          "t_S (vp-dilated) or at the data (ve-dilated).",
           .unit = "none",
           .range = "above 0, below sqrt(d)",
           .value = real(&Options::dilation)}),
  };
}

void check_grid(const SamplerOptions& options) {
  if (options.grid.size() < 2) throw OptionError("time-grid", "a step needs two times or more");
  for (std::size_t i = 0; i < options.grid.size(); ++i) {
    const double time = options.grid[i];
    if (!(time >= 0 && time <= largest_time))
      throw OptionError("time-grid", fmt::format("{} is out of range; the times of a sampler lie in [0, {}]",
                                                 time, largest_time));
    if (i > 0 && time >= options.grid[i - 1])
      throw OptionError("time-grid", fmt::format("{} after {}; list the times in descending order, each once",
                                                 time, options.grid[i - 1]));
  }
}

/// Whether the grid has a first step from pure noise.
bool grid_starts_at_infinity(const SamplerOptions& options) {
  return options.spacing == TimeSpacing::snr || diffusion::is_interpolant(options.spacing);
}

void check_infinite_start(const SamplerOptions& options) {
  if (!diffusion::starts_at_infinity(options.step))
    throw OptionError("t-start",
                      fmt::format("inf goes with --step ddim and ancestral: a step {} has no value "
                                  "where the data are forgotten",
                                  diffusion::name_of(options.step)));
  if (!grid_starts_at_infinity(options))
    throw OptionError("t-start", fmt::format("inf goes with --time-grid snr, vp, ve, vp-dilated and "
                                             "ve-dilated; {} has no first step from there",
                                             diffusion::name_of(options.spacing)));
}

void check_ends(const SamplerOptions& options) {
  const double start = start_of(options), end = end_of(options);
  const bool from_noise = start == std::numeric_limits<double>::infinity();
  if (from_noise)
    check_infinite_start(options);
  else
    check_positive("t-start", start);
  if (!from_noise && start > largest_time)
    throw OptionError("t-start",
                      fmt::format("{} is out of range; diffusion times lie in (0, {}]", start, largest_time));
  if (!(end >= 0 && std::isfinite(end)))
    throw OptionError("t-end", fmt::format("{} is out of range; give 0 or more", end));
  if (end >= start)
    throw OptionError("t-end", fmt::format("{} is not below --t-start {}: a sampler goes from large times "
                                           "(noise) to small ones (data)",
                                           end, start));
  const bool reaches_zero = options.spacing == TimeSpacing::uniform ||
                            diffusion::is_interpolant(options.spacing) ||
                            (options.spacing == TimeSpacing::snr && from_noise);
  if (end == 0 && !reaches_zero)
    throw OptionError("t-end", fmt::format("{}; --time-grid {} needs an end above 0, such as 0.01",
                                           options.t_end ? "0 cannot be reached" : "missing",
                                           diffusion::name_of(options.spacing)));
}

/// The first and the last step of `snr` from pure noise to data are none of its equal ones.
constexpr std::int64_t fewest_steps_of_ends = 3;
bool from_infinite_snr(const SamplerOptions& options) {
  return options.spacing == TimeSpacing::snr && std::isinf(start_of(options));
}

void check_steps(SamplerOptions& options) {
  if (options.steps && options.dt)
    throw OptionError("dt", fmt::format("{} and --steps {} both set the number of steps; give one",
                                        *options.dt, *options.steps));
  if (options.dt) check_positive("dt", *options.dt);
  const bool has_length = std::isfinite(start_of(options)) && !diffusion::is_interpolant(options.spacing);
  if (!options.steps && !has_length) options.steps = default_steps_from_noise;
  if (!options.steps) {
    const double steps = std::round((start_of(options) - end_of(options)) / options.dt.value_or(default_dt));
    if (!(steps <= static_cast<double>(largest_steps)))
      throw OptionError("dt", fmt::format("{} means {:.3g} steps; at most {} are made",
                                          options.dt.value_or(default_dt), steps, largest_steps));
    options.steps = std::max<std::int64_t>(1, static_cast<std::int64_t>(steps));
    options.dt.reset();
  }
  check_range("steps", *options.steps, from_infinite_snr(options) ? fewest_steps_of_ends : 1, largest_steps);
}

void check_dilation_of(const SamplerOptions& options) {
  if (options.dimension && with_dilation(options))
    check_dilation(options.dilation, static_cast<double>(*options.dimension));
}

}  // namespace

std::string_view name_of(ScoreKind kind) { return kind == ScoreKind::empirical ? "empirical" : "population"; }

// Beside 1, a millionth of this is still a number: as many steps at most share it.
void check_dilation(double dilation, double dimension) {
  constexpr double least_dilation = 1e-6;  // of the way
  check_positive("dilation", dilation);
  if (dilation >= std::sqrt(dimension))
    throw OptionError("dilation",
                      fmt::format("{} is not below the square root {:.4g} of the dimension {}; a grid is "
                                  "dilated over kappa/sqrt(d) < 1 of its way",
                                  dilation, std::sqrt(dimension), dimension));
  if (dilation < least_dilation * std::sqrt(dimension))
    throw OptionError("dilation", fmt::format("{} is too small for the dimension {}: times on {:.4g} of the "
                                              "way are one to the computer; give {:.4g} or more",
                                              dilation, dimension, dilation / std::sqrt(dimension),
                                              least_dilation * std::sqrt(dimension)));
}

std::vector<double> sampler_times(const SamplerOptions& options) {
  if (!options.grid.empty()) return options.grid;
  check_dilation_of(options);
  return diffusion::descending_times(options.spacing, start_of(options), end_of(options),
                                     static_cast<int>(options.steps.value()),
                                     {static_cast<double>(options.dimension.value()), options.dilation});
}

std::vector<double> sampler_ends(const SamplerOptions& options) {
  if (!options.grid.empty()) return {options.grid.front(), options.grid.back()};
  return {start_of(options), end_of(options)};
}

void check_sampler(SamplerOptions& options) {
  check_run(options);
  if (options.score == ScoreKind::population && is_from_file(options))
    throw OptionError("score", fmt::format("population needs a law that is known; --train {} has points only",
                                           name_of(options.train)));
  if (options.score == ScoreKind::population && options.step == diffusion::StepKind::exact)
    throw OptionError(
        "step",
        "exact draws training points, and --score population has none; use ancestral with small "
        "steps");
  check_smoothing(options.smoothing);
  if (options.smoothing.is_given() && options.step == diffusion::StepKind::exact)
    throw OptionError(
        "smoothing",
        fmt::format("{} smooths posterior means, and --step exact draws training points instead; "
                    "take another step, such as ddim",
                    options.smoothing.width));
  check_range("trajectories", options.trajectories, 1, largest_trajectories);
  if (options.grid.empty()) {
    check_ends(options);
    check_steps(options);
    check_dilation_of(options);
  } else {
    check_grid(options);
  }
  if (options.guidance.is_on() && options.step == diffusion::StepKind::exact)
    throw OptionError("guidance",
                      "has no meaning for --step exact, which draws training points and follows no "
                      "score; use ancestral with small steps");
  if (options.guidance.is_on() && options.smoothing.is_given())
    throw OptionError("guidance",
                      "guides plain posterior means, and --smoothing smooths them; take one of the two");
  check_guidance(options.guidance, options, sampler_ends(options));
  if (!is_from_file(options) && has_training_points(options)) fill_points(options, std::nullopt);
}

void check_within(const std::string& option, const std::vector<double>& times,
                  const std::vector<double>& schedule) {
  for (const double time : times)
    if (!(time >= schedule.back() && time < schedule.front()))
      throw OptionError(option, fmt::format("{} is outside of the sampler's times, below {} and down to {}",
                                            time, schedule.front(), schedule.back()));
}

std::vector<Option> sampler_options() {
  using diffusion::StepKind;
  Option precision =
      precision_option("products", "float, unless the bound on its rounding error exceeds .05 nats");
  precision.applies = when<Options>(has_training_points);
  precision.condition = "--score empirical";
  return joined(
      {{{.name = "score",
         .argument = "KIND",
         .summary = "empirical (of the training set) or population",
         .explanation = "Whose score the paths follow. empirical: the exact score of the training set, whose "
                        "paths end on its points. population: that of the law itself, the limit of "
                        "infinitely many points; synthetic laws only.",
         .range = "empirical, population",
         .value = choice(&Options::score, std::vector{ScoreKind::empirical, ScoreKind::population})},
        {.name = "step",
         .argument = "KIND",
         .summary = "euler, ancestral, ode-euler, ode-heun, ddim or exact",
         .explanation =
             "How paths go from one time to the next. euler: Euler-Maruyama, x + dt (x + 2F) + sqrt(2 dt) z. "
             "ancestral: the bridge from x to the posterior mean, stable at any step. ode-euler, ode-heun: "
             "the probability-flow equation, x + dt (x + F), without noise. ddim: the same equation with the "
             "posterior mean constant over the step, the Euler step of interpolants. exact: the bridge to a "
             "training "
             "point drawn from the posterior, without error at any step.",
         .range = "euler, ancestral, ode-euler, ode-heun, ddim, exact",
         .value =
             choice(&Options::step, std::vector{StepKind::euler, StepKind::ancestral, StepKind::ode_euler,
                                                StepKind::ode_heun, StepKind::ddim, StepKind::exact})}},
       schedule_options(),
       {{.name = "trajectories",
         .argument = "COUNT",
         .summary = "paths",
         .explanation = "The number of paths. Path i is the same whatever their number, but for rounding.",
         .unit = "paths",
         .range = fmt::format("1 to {}", largest_trajectories),
         .value = count(&Options::trajectories)}},
       smoothing_options(&Options::smoothing, when<Options>(has_training_points), "--score empirical"),
       {seed_option(), precision}});
}

bool has_training_points(const SamplerOptions& options) { return options.score == ScoreKind::empirical; }

OptionGroup sampler_output_options(const std::string& command) {
  return output_options(command, "FILE.partial has what is done, and where the paths stand.",
                        "FILE.partial is written after this time, between two steps.");
}

}  // namespace regimes::experiments
