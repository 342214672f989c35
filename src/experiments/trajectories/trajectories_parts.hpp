#pragma once
/// What a run of `regimes trajectories` does, as a list of walks of all paths, one after another.
#include <cstddef>
#include <string_view>
#include <vector>

#include "experiments/trajectories/trajectories_options.hpp"

namespace regimes::experiments {

struct TrajectoriesPart {
  enum class Kind {
    trunk,    ///< on from where the trunk stands
    clone,    ///< from where the trunk stands to the end, with noise of its own
    turn,     ///< from noised data points to the end
    recorded  ///< the forward process, over the recorded times
  };

  Kind kind;
  std::size_t number;       ///< of clones 2 branch + twin, of turns that of their time
  std::size_t first, last;  ///< steps of the schedule, or recorded times

  std::size_t steps() const { return last - first; }
};

std::string_view name_of(TrajectoriesPart::Kind kind);

/// Trunk and pairs of clones in turns, from large times to small; then U-turns, then the forward process.
/// Every part has a step or more.
std::vector<TrajectoriesPart> parts_of(const TrajectoriesOptions& options,
                                       const std::vector<double>& schedule,
                                       const std::vector<double>& record);

}  // namespace regimes::experiments
