#include "experiments/sample/sampler_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace regimes::experiments {
namespace {

using diffusion::TimeSpacing;

bool always(const SamplerOptions&) { return true; }
bool without_grid(const SamplerOptions& options) { return options.grid.empty(); }
bool with_uniform_steps(const SamplerOptions& options) {
  return options.grid.empty() && options.spacing == TimeSpacing::uniform;
}
bool with_training_points(const SamplerOptions& options) { return options.score == ScoreKind::empirical; }

std::string grid_text(const SamplerOptions& options) {
  return options.grid.empty() ? std::string(diffusion::name_of(options.spacing)) : list_text(options.grid);
}

double start_of(const SamplerOptions& options) { return options.t_start.value_or(default_t_start); }
double end_of(const SamplerOptions& options) { return options.t_end.value_or(0); }

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

void check_ends(const SamplerOptions& options) {
  const double start = start_of(options), end = end_of(options);
  check_positive("t-start", start);
  if (start > largest_time)
    throw OptionError("t-start",
                      fmt::format("{} is out of range; diffusion times lie in (0, {}]", start, largest_time));
  if (!(end >= 0 && std::isfinite(end)))
    throw OptionError("t-end", fmt::format("{} is out of range; give 0 or more", end));
  if (end >= start)
    throw OptionError("t-end", fmt::format("{} is not below --t-start {}: a sampler goes from large times "
                                           "(noise) to small ones (data)",
                                           end, start));
  if (end == 0 && options.spacing != TimeSpacing::uniform)
    throw OptionError("t-end", fmt::format("{}; --time-grid {} needs an end above 0, such as 0.01",
                                           options.t_end ? "0 cannot be reached" : "missing",
                                           diffusion::name_of(options.spacing)));
}

void check_steps(SamplerOptions& options) {
  if (options.steps && options.dt)
    throw OptionError("dt", fmt::format("{} and --steps {} both set the number of steps; give one",
                                        *options.dt, *options.steps));
  if (options.dt) check_positive("dt", *options.dt);
  if (!options.steps) {
    const double steps = std::round((start_of(options) - end_of(options)) / options.dt.value_or(default_dt));
    if (!(steps <= static_cast<double>(largest_steps)))
      throw OptionError("dt", fmt::format("{} means {:.3g} steps; at most {} are made",
                                          options.dt.value_or(default_dt), steps, largest_steps));
    options.steps = std::max<std::int64_t>(1, static_cast<std::int64_t>(steps));
    options.dt.reset();
  }
  check_range("steps", *options.steps, 1, largest_steps);
}

}  // namespace

std::string_view name_of(ScoreKind kind) { return kind == ScoreKind::empirical ? "empirical" : "population"; }

std::vector<double> sampler_times(const SamplerOptions& options) {
  if (!options.grid.empty()) return options.grid;
  return diffusion::descending_times(options.spacing, start_of(options), end_of(options),
                                     static_cast<int>(options.steps.value()));
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
  check_range("trajectories", options.trajectories, 1, largest_trajectories);
  if (options.grid.empty()) {
    check_ends(options);
    check_steps(options);
  } else {
    check_grid(options);
  }
  if (!is_from_file(options) && with_training_points(options)) fill_points(options, std::nullopt);
}

void check_within(const std::string& option, const std::vector<double>& times,
                  const std::vector<double>& schedule) {
  for (const double time : times)
    if (!(time >= schedule.back() && time < schedule.front()))
      throw OptionError(option, fmt::format("{} is outside of the sampler's times, below {} and down to {}",
                                            time, schedule.front(), schedule.back()));
}

std::vector<OptionText<SamplerOptions>> sampler_texts() {
  using Options = SamplerOptions;
  std::vector<OptionText<Options>> texts;
  append(texts, training_texts());
  append(texts,
         std::vector<OptionText<Options>>{
             {"score", always, [](const Options& o) { return std::string(name_of(o.score)); }},
             {"step", always, [](const Options& o) { return std::string(diffusion::name_of(o.step)); }},
             {"time-grid", always, grid_text},
             {"t-start", without_grid, [](const Options& o) { return fmt::format("{}", start_of(o)); }},
             {"t-end", without_grid, [](const Options& o) { return fmt::format("{}", end_of(o)); }},
             {"steps", without_grid, [](const Options& o) { return optional_text(o.steps); }},
             {"dt", with_uniform_steps, [](const Options& o) { return optional_text(o.dt); }},
             {"trajectories", always, [](const Options& o) { return fmt::format("{}", o.trajectories); }},
         });
  append(texts, run_texts());
  for (OptionText<Options>& text : texts)
    if (text.name == "precision") text.applies = with_training_points;
  return texts;
}

bool has_effect(const SamplerOptions& options, std::string_view name) {
  static const OptionTexts<SamplerOptions> texts(sampler_texts());
  return texts.has_effect(options, name);
}

}  // namespace regimes::experiments
