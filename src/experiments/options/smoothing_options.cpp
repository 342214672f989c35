#include "experiments/options/smoothing_options.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "experiments/options/option_checks.hpp"

namespace regimes::experiments {

std::vector<Option> smoothing_options(const Place<SmoothingOptions>& place,
                                      std::function<bool(const OptionValues&)> applies,
                                      const std::string& condition) {
  const auto is_smoothed = [place](const OptionValues& options) { return place(options).is_given(); };
  return {
      {.name = "smoothing",
       .argument = "REAL",
       .summary = "h of smoothed posterior means; 0: none",
       .explanation =
           "h, the width over which posterior means are smoothed: D_h(y) is the mean of D(y + h eps) over "
           "--smoothing-draws draws of normal numbers eps, with y = e^t x in the place of the data. "
           "Paths that follow it do not end on training points, and vary less than these.",
       .unit = "units of the data, scaled",
       .range = "0 or above",
       .value = real(Place<double>(place, &SmoothingOptions::width)),
       .applies = std::move(applies),
       .condition = condition},
      {.name = "smoothing-draws",
       .argument = "COUNT",
       .summary = "over which posterior means are smoothed",
       .explanation =
           "The number of draws eps, every second the negative of the one before. They are the same for "
           "all points and times, a function of --seed. Each takes as long as a run without smoothing.",
       .unit = "draws",
       .range = fmt::format("even, from 2 to {}", most_smoothing_draws),
       .value = count(Place<std::int64_t>(place, &SmoothingOptions::draws)),
       .applies = is_smoothed,
       .condition = "--smoothing above 0"}};
}

diffusion::Smoothing smoothing_of(const SmoothingOptions& smoothing, std::uint64_t seed) {
  return {smoothing.width, smoothing.draws, seed};
}

void check_smoothing(const SmoothingOptions& smoothing) {
  if (!(smoothing.width >= 0 && std::isfinite(smoothing.width)))
    throw OptionError("smoothing",
                      fmt::format("{} is out of range; give 0 or a width h above it", smoothing.width));
  check_range("smoothing-draws", smoothing.draws, 1, most_smoothing_draws);
  if (smoothing.draws % 2 != 0)
    throw OptionError(
        "smoothing-draws",
        fmt::format("{} is odd; draws come in pairs of both signs, so give an even number", smoothing.draws));
}

}  // namespace regimes::experiments
