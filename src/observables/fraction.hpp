#pragma once
/// Fractions of independent cases, with bounds that also hold where none or all of them count.
#include <limits>
#include <vector>

#include "observables/statistics.hpp"

namespace regimes::observables {

inline constexpr double fraction_confidence = 0.95;

/// Bounds enclose the true fraction with a probability of at least fraction_confidence. A fraction of 0 or 1
/// has no standard error (NaN), and one of its bounds is itself.
struct Fraction : MeanError {
  double low = std::numeric_limits<double>::quiet_NaN(), high = std::numeric_limits<double>::quiet_NaN();
};

/// From a mean of numbers that are 0 or 1 over `independent` cases, or over as many groups of cases that are
/// not independent. NaN where the mean is.
Fraction fraction(const MeanError& mean, double independent);

/// From values that are 0 or 1, one per query of the clusters.
Fraction fraction_of(const std::vector<double>& values, const Clusters& clusters);

/// From values that are 0 or 1, independent of each other.
Fraction fraction_of(const std::vector<double>& values);

}  // namespace regimes::observables
