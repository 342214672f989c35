#pragma once
#include "experiments/options/laws.hpp"

namespace regimes::extension {

/// The row of `pancake`, a law that only tests have: one Gaussian that is flat in its first direction.
experiments::Law pancake_row();

}  // namespace regimes::extension
