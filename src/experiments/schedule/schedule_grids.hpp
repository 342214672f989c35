#pragma once
/// Lists of grids of times, as `regimes schedule` and `regimes theory schedule` take them: those that start
/// from pure noise and end at the data.
#include <cstdint>
#include <string>
#include <vector>

#include "diffusion/time_grid.hpp"

namespace regimes::experiments {

/// vp, ve, vp-dilated, ve-dilated, snr.
const std::vector<diffusion::TimeSpacing>& schedule_grids();

std::string names_of(const std::vector<diffusion::TimeSpacing>& grids);

/// The grids that `text` lists by name, each once. Throws UsageError that starts with `what`.
std::vector<diffusion::TimeSpacing> parse_schedule_grids(const std::string& text, const std::string& what);

/// Throws OptionError where a grid cannot have so many steps in so many dimensions: --steps, --dilation.
void check_schedule(const std::vector<diffusion::TimeSpacing>& grids, const std::vector<std::int64_t>& steps,
                    double dilation, double dimension);

/// From t = inf to 0.
std::vector<double> schedule_times(diffusion::TimeSpacing grid, std::int64_t steps, double dilation,
                                   double dimension);

inline constexpr std::int64_t fewest_schedule_steps = 3;  ///< snr has its first, its last, and one between
inline constexpr std::int64_t most_schedule_steps = 1'000'000;

}  // namespace regimes::experiments
