#include "experiments/run/prediction.hpp"

#include <limits>

namespace regimes::experiments {

double predicted_seconds(const RunSoFar& so_far, double seconds) {
  constexpr double enough_seconds = 2, enough_done = .05;
  const auto& [done, to_do, sweep_seconds, setup_seconds_left] = so_far;
  if (done <= 0 || (sweep_seconds < enough_seconds && done < enough_done * to_do))
    return std::numeric_limits<double>::quiet_NaN();
  const double setup_seconds = seconds - sweep_seconds + setup_seconds_left;
  return setup_seconds + sweep_seconds * to_do / done;
}

}  // namespace regimes::experiments
