#pragma once
/// The direction of a class: from the mean of all other points to its own.
#include <cstdint>
#include <functional>
#include <vector>

#include "datasets/population/population_law.hpp"
#include "datasets/training_set.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

struct ClassDirection {
  std::vector<double> mean;       ///< [coordinate], of the class, in the frame of trajectories
  std::vector<double> direction;  ///< [coordinate], mean of the class - mean of the rest, of length 1
  double deviation = 0;           ///< of the class along it
  double separation = 0;          ///< half the distance of the two means, in these deviations: rho

  /// Where a point x, [coordinate], is along it: (x - mean).direction, in deviations.
  double along(const double* x) const;
  /// The part of |x - mean|^2 across the direction, per dimension; NaN in one dimension.
  double across(const double* x) const;
};

/// Throws DataError where a class has the mean of the rest, or no width along the direction.
void require_direction(const ClassDirection& of_class, int label);

/// Directions of all classes of a law, or of a set, as its points have them. Collective.
std::vector<ClassDirection> class_directions(const datasets::PopulationLaw& law);
std::vector<ClassDirection> class_directions(const datasets::TrainingSet& set,
                                             const kernels::Partition& partition,
                                             const parallel::Communicator& ranks);

/// Points of every class, [class].
std::vector<std::int64_t> class_sizes(const datasets::TrainingSet& set, std::size_t classes);

/// Calls visit(class, point) for all points of this rank.
void visit_own_points(const datasets::TrainingSet& set, const kernels::Partition& partition,
                      const std::function<void(int, const double*)>& visit);

}  // namespace regimes::experiments
