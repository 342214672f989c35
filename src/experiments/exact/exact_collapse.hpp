#pragma once
/// Collapse curves of mixtures of isotropic Gaussians at any n, without a training set: the exact finite-(n,
/// d) averages, by sampling the distances from a query to the points instead of the points.
#include <cstdint>
#include <vector>

#include "experiments/exact/exact_law.hpp"
#include "experiments/run/progress.hpp"
#include "observables/fraction.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

inline constexpr double largest_exact_points = 1e30;
/// Up to this many other points of a class all are sampled; beyond, the lowest_points nearest ones, and the
/// average of the others.
inline constexpr std::int64_t most_sampled_points = 2048, lowest_points = 1024;

struct ExactProblem {
  ExactLaw law;
  double points = 2;          ///< n, a whole number from 2 to largest_exact_points
  std::vector<double> times;  ///< > 0
  std::int64_t queries = 1;   ///< independent (training set, source, noise)
  std::uint64_t seed = 1;
};

/// One value per time; errors are those of independent queries (NaN for one query).
struct ExactCurves {
  std::vector<observables::MeanError> excess_entropy_ratio;  ///< E[H] / ln n
  std::vector<observables::MeanError> cloning_collapse;      ///< E[Y2]
  std::vector<observables::Fraction> nearest_is_source;      ///< P(nearest = source)
};

/// The ranks share the queries; the numbers do not depend on how many there are. The same seed gives the same
/// queries at all sizes. OptionError where sigma^2 snr leaves the range of a double. Collective; all ranks
/// get the result.
ExactCurves exact_collapse(const ExactProblem& problem, const parallel::Communicator& communicator,
                           Observer& observer);

}  // namespace regimes::experiments
