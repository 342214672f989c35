#pragma once
/// What a schedule makes of the two modes of a mixture, without a simulation: the steps of the interpolant
/// (ddim) close on one coordinate at any dimension (README.md, "Schedules").
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace regimes::theory {

/// p N(+m, variance I) + (1 - p) N(-m, variance I), |m|^2 = mean_norm_squared; all positive, prior p below 1
/// (UsageError).
struct TwoModes {
  double mean_norm_squared = 1, variance = 1, prior = 0.5;
};

/// Ends of paths from N(0, I). y = x.m/|m|.
struct ScheduledModes {
  double fraction;          ///< P(y > 0): high-level feature, of which the truth is p
  double deviation_across;  ///< of a coordinate orthogonal to m: low-level feature, sigma in truth
  double mean_along;        ///< E[y | y > 0] - |m| e^{-t} at the end
  double deviation_along;   ///< of y in the mode, given y > 0
};

/// Ends of paths along descending diffusion times, from infinity or a finite time down to 0 or above; two or
/// more (ContractError).
ScheduledModes scheduled_modes(const TwoModes& modes, const std::vector<double>& times);

/// Only the first two: the fraction, and the deviation across.
ScheduledModes scheduled_features(const TwoModes& modes, const std::vector<double>& times);

/// The fewest steps, at most `most`, of which the fraction is within `tolerance` of p and the deviation
/// across within that share of sigma; times_of gives the times of so many steps. Found by doubling and
/// halving, for errors that fall with the number of steps; nothing where `most` are not enough.
std::optional<std::int64_t> steps_for_tolerance(
    const TwoModes& modes, double tolerance, std::int64_t fewest, std::int64_t most,
    const std::function<std::vector<double>(std::int64_t steps)>& times_of);

}  // namespace regimes::theory
