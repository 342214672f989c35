#pragma once
/// How backward trajectories are made: the options that `regimes sample` and `regimes trajectories` share.
#include <optional>
#include <string>
#include <vector>

#include "diffusion/integrator.hpp"
#include "diffusion/time_grid.hpp"
#include "experiments/options/run_options.hpp"
#include "experiments/options/smoothing_options.hpp"
#include "experiments/sample/path_guidance.hpp"

namespace regimes::experiments {

enum class ScoreKind { empirical, population };
std::string_view name_of(ScoreKind kind);

inline constexpr std::int64_t largest_trajectories = 100'000'000;
inline constexpr std::int64_t largest_steps = 1'000'000;
inline constexpr double default_t_start = 6;
inline constexpr double default_dt = .02;
inline constexpr std::int64_t default_steps_from_noise = 100;  ///< where dt has no meaning
inline constexpr double default_dilation = 3;

struct SamplerOptions : RunOptions {
  using RunOptions::RunOptions;

  ScoreKind score = ScoreKind::empirical;
  diffusion::StepKind step = diffusion::StepKind::ancestral;
  diffusion::TimeSpacing spacing = diffusion::TimeSpacing::uniform;
  std::vector<double> grid;  ///< the sampler's times, descending; instead of spacing, ends and steps
  std::optional<double> t_start, t_end;
  std::optional<std::int64_t> steps;
  std::optional<double> dt;            ///< instead of steps, for uniform spacing
  double dilation = default_dilation;  ///< kappa of dilated spacings
  std::int64_t trajectories = 1000;
  SmoothingOptions smoothing;
  PathGuidance guidance;
};

/// The sampler's times, descending, from t_start, which may be infinite, to t_end. The dimension is known.
/// Throws OptionError where the grid does not go with it.
std::vector<double> sampler_times(const SamplerOptions& options);

/// Throws OptionError unless kappa is above 0 and below sqrt(d), as a dilated grid has it.
void check_dilation(double dilation, double dimension);

/// The first and the last of them, for which no dimension is needed.
std::vector<double> sampler_ends(const SamplerOptions& options);

/// Checks the options, alone and against each other, and fills in what follows from them. Throws OptionError.
void check_sampler(SamplerOptions& options);

/// Throws OptionError where a time of `option` is not within the sampler's times, those behind the start.
void check_within(const std::string& option, const std::vector<double>& times,
                  const std::vector<double>& schedule);

/// Score, step, times, trajectories, smoothing, seed and precision.
std::vector<Option> sampler_options();

/// Whether paths follow the score of training points.
bool has_training_points(const SamplerOptions& options);

/// The group of options with which tables of experiments with a sampler end.
OptionGroup sampler_output_options(const std::string& command);

}  // namespace regimes::experiments
