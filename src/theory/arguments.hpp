#pragma once
/// Checks shared by the closed forms. Private to this module.
#include <fmt/core.h>

#include <cmath>

#include "base/contract.hpp"
#include "base/error.hpp"

namespace regimes::theory {

/// A diffusion time must be positive; infinity (pure noise) is allowed.
inline void require_time(double t) { require(t > 0, "the theory takes diffusion times > 0, not {}", t); }

/// ln n must be positive: with a single training point there is nothing to confuse it with.
inline void require_log_points(double log_points) {
  if (!(std::isfinite(log_points) && log_points > 0))
    throw UsageError(fmt::format("ln n = {}: theory needs two training points or more", log_points));
}

/// Squared norms, variances and class separations; infinity is a limit that the forms have.
inline void require_not_negative(const char* what, double value) {
  if (!(value >= 0))
    throw UsageError(fmt::format("{} is {}: give a number that is not negative", what, value));
}

}  // namespace regimes::theory
