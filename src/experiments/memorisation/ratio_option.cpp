#include "experiments/memorisation/ratio_option.hpp"

#include <fmt/format.h>

#include <utility>

#include "experiments/options/option_checks.hpp"

namespace regimes::experiments {

Option ratio_option(const Place<double>& ratio, std::function<bool(const OptionValues&)> applies,
                    const std::string& condition) {
  return {.name = "ratio",
          .argument = "REAL",
          .summary = "below it a sample counts as memorised",
          .explanation =
              "The threshold on the distance to the nearest training point over that to the second: a "
              "sample below it counts as memorised.",
          .unit = "none",
          .fallback = "1/3",
          .range = "above 0, up to 1",
          .value = real(ratio),
          .applies = std::move(applies),
          .condition = condition};
}

void check_ratio(double ratio) {
  check_positive("ratio", ratio);
  if (ratio > 1)
    throw OptionError("ratio", fmt::format("{} is out of range; the nearest distance is never above the "
                                           "second: give a number in (0, 1]",
                                           ratio));
}

}  // namespace regimes::experiments
