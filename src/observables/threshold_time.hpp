#pragma once
/// The time at which a measured curve crosses a level, with its error.
#include <string>
#include <vector>

#include "observables/bootstrap.hpp"
#include "observables/crossing.hpp"

namespace regimes::observables {

/// A number with its error, which has three parts in quadrature: the scatter of samples, the grid on which a
/// curve is known, and the rounding of sums. 0: it is exact. Where one of them is NaN, `reason` says why in
/// one clause; also where the number is interpolated across a gap of the grid.
struct Estimate {
  double value;
  double standard_error;
  std::string reason;
  double grid_error = 0;  ///< the part of the standard error that averages over seeds leave as it is
};

/// A level that a curve crosses; `symbol` names the curve in reasons.
struct Threshold {
  const char* symbol;
  double level;
  Trend trend;
  Straightened straightened;
};

/// Where `mean` crosses the level, with the error from its resamples and from the grid. A curve that does not
/// cross gives NaN and says why; a crossing inside a gap of the grid says so.
Estimate threshold_time(const std::vector<double>& mean, const std::vector<std::vector<double>>& resampled,
                        const std::vector<double>& times, const Bootstrap& bootstrap,
                        const Threshold& threshold);

/// What was found on a grid, with the error of its `resampled` values. Says so where the bootstrap gives
/// none.
Estimate estimate(const OnGrid& found, const std::vector<double>& resampled, const Bootstrap& bootstrap);

}  // namespace regimes::observables
