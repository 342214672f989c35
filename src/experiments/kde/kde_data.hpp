#pragma once
/// From the options of `regimes kde` to points, their law and their bandwidths.
#include <optional>
#include <vector>

#include "datasets/training_set.hpp"
#include "experiments/kde/kde_result.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

/// What depends on the file is filled in: dimension, points, snapshots. Every rank looks at the file.
KdeOptions resolve_files(const KdeOptions& options);

/// The law whose density estimates are compared with: one Gaussian, or two means with equal priors. None for
/// files and other laws.
std::optional<DensityLaw> density_law(const KdeOptions& options);

/// The options with all points that are read: those of the estimates and those that are kept apart.
KdeOptions with_points_kept_apart(KdeOptions options);

/// The points of one replica and, after them, those that are kept apart. Collective.
datasets::TrainingSet make_density_set(const KdeOptions& options, std::uint32_t replica,
                                       const kernels::Partition& partition,
                                       const parallel::Communicator& ranks, kernels::Coordinates coordinates);

/// sigma: the s.d. of a coordinate, root mean square over coordinates, where the options say it.
std::optional<double> known_deviation(const KdeOptions& options);

/// That; of a file or a law with other classes, of the points of `set`. Collective.
double coordinate_deviation(const KdeOptions& options, const datasets::TrainingSet& set,
                            const kernels::Partition& partition, const parallel::Communicator& ranks);

/// As given or, by default, around the bandwidths that theory has for Gaussian data of this
/// deviation and the rules of Scott and Silverman: from a part of the least of h_KL and these of the largest
/// snapshot to above the largest of h_CLT and these of the smallest. Balls have their
/// radius multiplied by sqrt(d), about the distance at which a Gaussian kernel falls off.
std::vector<double> choose_bandwidths(const KdeOptions& options, double deviation);

}  // namespace regimes::experiments
