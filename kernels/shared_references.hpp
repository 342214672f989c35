#pragma once
/// References that all sweeps of the same queries begin with (Sweep::share_references).
#include <vector>

#include "kernels/posterior_states.hpp"

namespace regimes::kernels {

/// The logits of the nearest points, [query][time]; minus infinity where nothing was seen.
inline std::vector<double> nearest_logits(const PosteriorStates& states) {
  std::vector<double> logits;
  logits.reserve(states.posterior.size());
  for (const Posterior& state : states.posterior) logits.push_back(state.nearest_logit);
  return logits;
}

}  // namespace regimes::kernels
