#pragma once
/// Where a decreasing information curve crosses ln n. Private to this module.
#include <functional>

namespace regimes::theory {

/// The time t with information(t) = log_points; information must not increase with t.
/// Throws UsageError where log_points is not positive or no time has that much information.
double time_of_information(const std::function<double(double)>& information, double log_points);

}  // namespace regimes::theory
