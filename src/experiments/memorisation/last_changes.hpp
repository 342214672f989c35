#pragma once
/// When the training point nearest to a path changes for the last time on the way to t = 0.
#include <cstdint>
#include <limits>
#include <vector>

#include "observables/threshold_time.hpp"

namespace regimes::experiments {

struct LastChanges {
  std::vector<double> time;  ///< [path]; NaN: never
  /// Over the paths that change; the grid is that of the recorded times.
  observables::Estimate mean{std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::quiet_NaN(), ""};
  double deviation = 0;      ///< over the same
  std::int64_t changed = 0;  ///< paths that change
};

/// For every path, the larger of the two neighbouring times between which the nearest point changes for the
/// last time on the way to t = 0; NaN where it never does. index is [time][path]; times ascend or descend.
std::vector<double> last_change_times(const std::vector<std::int64_t>& index,
                                      const std::vector<double>& times);

/// These times with their mean, whose error has two parts in quadrature: s.d./sqrt(paths), and that of the
/// recorded times. Between two of these, points nearest by turns hide changes, so that on records of the
/// spacing s the mean lies above that of a path known at all times by about b sqrt(s): b follows from the
/// mean on every second record: b sqrt(s) = (m(2s) - m(s))/(sqrt(2) - 1), with the means m, is the error.
LastChanges last_changes(const std::vector<std::int64_t>& index, const std::vector<double>& times);

/// From times that were found before, with the error of their record.
LastChanges last_changes(std::vector<double> time, double record_error);

}  // namespace regimes::experiments
