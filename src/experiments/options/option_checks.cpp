#include "experiments/options/option_checks.hpp"

#include <fmt/format.h>

#include <cmath>

namespace regimes::experiments {

void check_range(const std::string& option, std::int64_t value, std::int64_t least, std::int64_t most) {
  if (value < least || value > most) {
    throw OptionError(option, fmt::format("{} is out of range; give {} to {}", value, least, most));
  }
}

void check_positive(const std::string& option, double value) {
  if (!(value > 0) || !std::isfinite(value)) {
    throw OptionError(option, fmt::format("{} is out of range; give a finite number above 0", value));
  }
}

void check_times(const std::vector<double>& times) {
  check_range("times", static_cast<std::int64_t>(times.size()), 0, most_times);
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (!(times[i] > 0 && times[i] <= largest_time)) {
      throw OptionError(
          "times", fmt::format("{} is out of range; diffusion times lie in (0, {}]", times[i], largest_time));
    }
    if (i > 0 && times[i] <= times[i - 1]) {
      throw OptionError("times", fmt::format("{} after {}; list the times in ascending order, each once",
                                             times[i], times[i - 1]));
    }
  }
}

}  // namespace regimes::experiments
