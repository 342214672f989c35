#pragma once
/// The time at which a mean curve crosses a level.
#include <optional>
#include <vector>

namespace regimes::observables {

enum class Trend { falling, rising };  ///< with increasing time

/// The variable in which a curve is interpolated: the one that makes it nearly straight near its crossing.
enum class Straightened {
  probit,  ///< of a probability: phi_C ~ Phi((I - ln n) / sqrt V)
  log  ///< of a positive quantity that decays exponentially: the excess entropy below t_C, the information
};

/// Time at which `curve` crosses `level`, NaN where it does not within the grid or where a value is not
/// finite. `times` ascend. The curve is first replaced by the closest monotone one (isotonic regression), so
/// that a wiggle far from the level, or noise in a plateau, cannot be taken for the crossing; then
/// interpolated monotonically (PCHIP; straight lines below four points) in ln t.
double crossing_time(const std::vector<double>& times, const std::vector<double>& curve, double level,
                     Trend trend, Straightened straightened);

/// A place between the points of a grid. `grid_error` is what interpolation may be off; no resample sees it,
/// since all of them share the grid.
struct OnGrid {
  double value;
  double grid_error;
};

/// crossing_time() with its grid error: the largest distance between the interpolant and the straight line
/// through the neighbours of the crossing. Where that promises nothing (a gap, or fewer than four points) it
/// is half the distance of the neighbours, which is also the most that it can be.
OnGrid crossing(const std::vector<double>& times, const std::vector<double>& curve, double level, Trend trend,
                Straightened straightened);

/// Two neighbouring times of a grid.
struct Gap {
  double begin, end;
};

/// The neighbours of the crossing, where they are too far apart for it to be a measurement: by more than a
/// factor 1.3 in time, while the curve changes by .5 or more. Otherwise, and without a crossing, nothing.
std::optional<Gap> gap_at_crossing(const std::vector<double>& times, const std::vector<double>& curve,
                                   double level, Trend trend);

/// The closest curve in least squares that never decreases (pool adjacent violators).
std::vector<double> isotonic(const std::vector<double>& values);

}  // namespace regimes::observables
