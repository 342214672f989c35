#include "experiments/collapse/time_choice.hpp"

#include <fmt/format.h>

#include <cmath>

namespace regimes::experiments {

std::vector<double> choose_times(const CollapseOptions& options, const std::optional<theory::DataLaw>& law,
                                 const std::vector<theory::Spectrum>& spectra) {
  if (!options.times.empty()) return options.times;
  if (!law && spectra.empty())
    throw OptionError(
        "times",
        "auto needs the covariance of the data, which is not computed at this dimension; give the times");
  const auto predicted = [&](std::size_t snapshot) {
    const theory::DataLaw used = law ? *law : theory::DataLaw{spectra[snapshot], 0};
    try {
      return used.collapse_time(std::log(static_cast<double>(options.snapshots[snapshot])));
    } catch (const UsageError&) {
      if (law)
        throw OptionError(
            "variance",
            fmt::format("{} gives no collapse time to choose times by; give --times", options.variance));
      throw DataError(
          fmt::format("{}: its points hardly differ, so that they have no collapse time to choose times by; "
                      "give --times, or other data",
                      options.train_file));
    }
  };
  return automatic_times(predicted(options.snapshots.size() - 1), predicted(0));
}

}  // namespace regimes::experiments
