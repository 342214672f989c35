#include "experiments/schedule/schedule_grids.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <sstream>

#include "base/text.hpp"
#include "experiments/options/option_checks.hpp"
#include "experiments/options/option_values.hpp"
#include "experiments/sample/sampler_options.hpp"

namespace regimes::experiments {

using diffusion::TimeSpacing;

const std::vector<TimeSpacing>& schedule_grids() {
  static const std::vector<TimeSpacing> grids = {TimeSpacing::vp, TimeSpacing::ve, TimeSpacing::vp_dilated,
                                                 TimeSpacing::ve_dilated, TimeSpacing::snr};
  return grids;
}

std::string names_of(const std::vector<TimeSpacing>& grids) {
  std::vector<std::string_view> names;
  for (const TimeSpacing grid : grids) names.push_back(diffusion::name_of(grid));
  return fmt::format("{}", fmt::join(names, ","));
}

std::vector<TimeSpacing> parse_schedule_grids(const std::string& text, const std::string& what) {
  std::vector<std::string> names;
  for (const TimeSpacing grid : schedule_grids()) names.emplace_back(diffusion::name_of(grid));
  std::vector<TimeSpacing> grids;
  std::istringstream words(text + ",");
  for (std::string word; std::getline(words, word, ',');) {
    const TimeSpacing grid = schedule_grids()[choose(names, std::string(trimmed(word)), what)];
    if (std::find(grids.begin(), grids.end(), grid) != grids.end())
      throw UsageError(fmt::format("{}: {} is listed twice", what, diffusion::name_of(grid)));
    grids.push_back(grid);
  }
  return grids;
}

void check_schedule(const std::vector<TimeSpacing>& grids, const std::vector<std::int64_t>& steps,
                    double dilation, double dimension) {
  if (steps.empty()) throw OptionError("steps", "is empty; give a number of steps or several");
  for (const std::int64_t count : steps)
    check_range("steps", count, fewest_schedule_steps, most_schedule_steps);
  if (std::any_of(grids.begin(), grids.end(), diffusion::is_dilated)) check_dilation(dilation, dimension);
}

std::vector<double> schedule_times(TimeSpacing grid, std::int64_t steps, double dilation, double dimension) {
  return diffusion::descending_times(grid, std::numeric_limits<double>::infinity(), 0,
                                     static_cast<int>(steps), {dimension, dilation});
}

}  // namespace regimes::experiments
