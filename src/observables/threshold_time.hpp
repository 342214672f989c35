#pragma once
/// The time at which a measured curve crosses a level, with its error.
#include <string>
#include <vector>

#include "observables/bootstrap.hpp"
#include "observables/crossing.hpp"

namespace regimes::observables {

/// A number with its error. Where one is NaN, `reason` says why in one clause; also where the number is
/// interpolated across a gap of the time grid.
struct Estimate {
  double value;
  double standard_error;
  std::string reason;
};

/// A level that a curve crosses; `symbol` names the curve in reasons.
struct Threshold {
  const char* symbol;
  double level;
  Trend trend;
  Straightened straightened;
  /// A curve this near to the level is at the level: where it comes no farther on one side, what it seems to
  /// cross there is rounding.
  double resolution = 0;
};

/// Where `mean` crosses the level, with the error from its resamples. A curve that does not cross gives NaN
/// and says why; so does a crossing inside a gap of the grid.
Estimate threshold_time(const std::vector<double>& mean, const std::vector<std::vector<double>>& resampled,
                        const std::vector<double>& times, const Bootstrap& bootstrap,
                        const Threshold& threshold);

/// An estimate that says so where the bootstrap gave no error.
Estimate with_reason_for_error(double value, double standard_error);

}  // namespace regimes::observables
