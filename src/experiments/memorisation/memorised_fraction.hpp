#pragma once
/// How many points lie so near to a single training point that they count as memorised.
#include <vector>

#include "observables/fraction.hpp"

namespace regimes::experiments {

/// Nearest over second-nearest distance of [point][2] distances; 0 where both are 0.
std::vector<double> nearest_ratios(const std::vector<double>& distances);

/// The fraction of ratios below the threshold, of independent points.
observables::Fraction memorised_fraction(const std::vector<double>& ratios, double threshold);

}  // namespace regimes::experiments
