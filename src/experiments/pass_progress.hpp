#pragma once
/// How far a pass over one training set has come.
#include <cstdint>

#include "kernels/posterior_states.hpp"

namespace regimes::experiments {

struct PassProgress {
  std::int64_t points = 0;          ///< the points [0, points) are merged; the same on all ranks
  kernels::PosteriorStates states;  ///< of these, merged over ranks; on root, and empty while there are none
};

}  // namespace regimes::experiments
