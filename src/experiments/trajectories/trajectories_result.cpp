#include "experiments/trajectories/trajectories_result.hpp"

#include <cmath>
#include <numeric>
#include <utility>

namespace regimes::experiments {

LastChanges last_changes(std::vector<double> time) {
  LastChanges changes;
  changes.time = std::move(time);
  std::vector<double> known;
  for (const double at : changes.time)
    if (!std::isnan(at)) known.push_back(at);
  changes.changed = static_cast<std::int64_t>(known.size());
  const auto number = static_cast<double>(known.size());
  changes.mean.mean = std::accumulate(known.begin(), known.end(), 0.) / number;
  double squares = 0;
  for (const double at : known) squares += (at - changes.mean.mean) * (at - changes.mean.mean);
  changes.deviation = std::sqrt(squares / (number - 1));
  changes.mean.standard_error = changes.deviation / std::sqrt(number);
  return changes;
}

}  // namespace regimes::experiments
