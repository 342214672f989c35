#include "experiments/memorisation/memorised_fraction.hpp"

namespace regimes::experiments {

std::vector<double> nearest_ratios(const std::vector<double>& distances) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i + 1 < distances.size(); i += 2)
    ratios.push_back(distances[i + 1] > 0 ? distances[i] / distances[i + 1] : 0);
  return ratios;
}

observables::Fraction memorised_fraction(const std::vector<double>& ratios, double threshold) {
  std::vector<double> is_memorised;
  for (const double ratio : ratios) is_memorised.push_back(ratio < threshold ? 1 : 0);
  return observables::fraction_of(is_memorised);
}

}  // namespace regimes::experiments
