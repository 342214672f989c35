#pragma once
/// What `regimes trajectories` is asked to do.
#include <string_view>
#include <vector>

#include "experiments/sample/sampler_options.hpp"

namespace regimes::experiments {

/// By which paths the last change of nearest training point is timed.
enum class LastChange {
  none,
  forward,   ///< of the forward process from random training points, in reverse: no score is needed
  backward,  ///< of the sampler
  both
};
std::string_view name_of(LastChange route);

inline constexpr double default_spacing = .02;

struct TrajectoriesOptions : SamplerOptions {
  TrajectoriesOptions() : SamplerOptions("trajectories.h5") {}

  std::vector<double> clone_times;  ///< at which paths are cloned, ascending
  std::vector<double> turn_times;   ///< to which data points are noised, ascending
  LastChange last_change = LastChange::none;
  double spacing_of_record = default_spacing;  ///< of the times at which nearest points are looked up
};

/// Checks every option, alone and against the others. Throws OptionError.
TrajectoriesOptions resolve(TrajectoriesOptions options);

/// The times at which paths stand: those of the sampler, and those of clones and turns; descending.
std::vector<double> schedule(const TrajectoriesOptions& options);

/// The times at which nearest points are looked up, ascending: multiples of the spacing within the schedule.
std::vector<double> record_times(const TrajectoriesOptions& options);

bool asks_forward(const TrajectoriesOptions& options);
bool asks_backward(const TrajectoriesOptions& options);

/// All options, in the order of the help.
const OptionTable& trajectories_option_table();

}  // namespace regimes::experiments
