#pragma once
/// Where a curve that falls with time crosses a level. Private to this module.
#include <functional>
#include <optional>

namespace regimes::theory {

/// The time with curve(t) = level, to the last digits; nothing where the curve does not cross it. The curve
/// must not rise with t; where it starts infinite, it is searched from the first time at which it is finite.
std::optional<double> decreasing_crossing(const std::function<double(double)>& curve, double level);

/// The time t with information(t) = log_points; information must not increase with t.
/// Throws UsageError where log_points is not positive or no time has that much information.
double time_of_information(const std::function<double(double)>& information, double log_points);

}  // namespace regimes::theory
