#pragma once
/// How many points lie so near to a single training point that they count as memorised.
#include <cstdint>
#include <vector>

#include "observables/statistics.hpp"

namespace regimes::experiments {

/// Nearest over second-nearest distance of [point][2] distances; 0 where both are 0.
std::vector<double> nearest_ratios(const std::vector<double>& distances);

/// The fraction of ratios below the threshold; its error is the s.d. over bootstrap resamples of the points.
observables::MeanError memorised_fraction(const std::vector<double>& ratios, double threshold,
                                          std::uint64_t seed);

}  // namespace regimes::experiments
