#include "experiments/memorisation/memorised_fraction.hpp"

#include <numeric>

#include "observables/bootstrap.hpp"

namespace regimes::experiments {

std::vector<double> nearest_ratios(const std::vector<double>& distances) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i + 1 < distances.size(); i += 2)
    ratios.push_back(distances[i + 1] > 0 ? distances[i] / distances[i + 1] : 0);
  return ratios;
}

observables::MeanError memorised_fraction(const std::vector<double>& ratios, double threshold,
                                          std::uint64_t seed) {
  std::vector<double> is_memorised;
  for (const double ratio : ratios) is_memorised.push_back(ratio < threshold ? 1 : 0);
  std::vector<std::int64_t> own_cluster(is_memorised.size());
  std::iota(own_cluster.begin(), own_cluster.end(), 0);
  const observables::Clusters clusters(own_cluster);
  const observables::Bootstrap bootstrap({clusters}, seed);
  std::vector<double> resampled;
  for (const std::vector<double>& curve : bootstrap.mean_curves({&is_memorised}, 1))
    resampled.push_back(curve.front());
  return {observables::mean_over_queries(is_memorised, 0, 1, clusters).mean,
          bootstrap.standard_error(resampled)};
}

}  // namespace regimes::experiments
