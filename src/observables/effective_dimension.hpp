#pragma once
/// The number of directions that the score of n points resolves, from the curve of the excess entropy.
#include <cstddef>
#include <limits>
#include <vector>

#include "observables/bootstrap.hpp"
#include "observables/threshold_time.hpp"

namespace regimes::observables {

/// Fewer times give no slope that knows its error.
inline constexpr std::size_t fewest_times_of_slope = 3;

/// d_eff(t) = E tr(snr C) = -2 dE[H]/d ln snr at every time, C the posterior covariance of a query
/// (src/theory/README.md, "Effective dimension"). `entropy`: E[H] in nats at ascending times; it is first
/// made monotone. The slope of the monotone interpolant in ln snr, whose grid error is what two times fewer
/// change in it. NaN below fewest_times_of_slope times, and where a value is not finite.
std::vector<OnGrid> effective_dimension(const std::vector<double>& times, const std::vector<double>& entropy);

/// d_eff of one size.
struct EffectiveDimension {
  std::vector<Estimate> curve = {};  ///< [time]; empty: not known
  /// The height of the hump; NaN with a reason where it is at an end of the grid.
  Estimate largest = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN(), ""};
  double time_of_largest = std::numeric_limits<double>::quiet_NaN();
};

/// From the mean of E[H] and its `resampled` curves, in nats.
EffectiveDimension effective_dimension(const std::vector<double>& times, const std::vector<double>& entropy,
                                       const std::vector<std::vector<double>>& resampled,
                                       const Bootstrap& bootstrap);

}  // namespace regimes::observables
