#pragma once
/// How far a pass over one training set has come.
#include <cstdint>
#include <vector>

#include "kernels/posterior_states.hpp"
#include "kernels/shared_references.hpp"

namespace regimes::experiments {

struct PassProgress {
  std::int64_t points = 0;          ///< the points [0, points) are merged; the same on all ranks
  kernels::PosteriorStates states;  ///< of these, merged over ranks; on root, and empty while there are none
  /// Logits to which the weights of the next points are relative; on root, [query][time], empty while no
  /// points are merged.
  std::vector<double> references;

  /// From now on, those of the nearest points so far.
  void renew_references() { references = kernels::nearest_logits(states); }
};

}  // namespace regimes::experiments
