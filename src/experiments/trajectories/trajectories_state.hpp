#pragma once
/// Whether a state that was read is one that the run can have.
#include "experiments/trajectories/trajectories_parts.hpp"
#include "experiments/trajectories/trajectories_result.hpp"

namespace regimes::experiments {

/// The part that a state says it is in. Throws DataError where there is none, or not so many steps of it.
const TrajectoriesPart& part_of(const TrajectoriesState& state, const std::vector<TrajectoriesPart>& parts);

/// A clone whose twin has come to its end.
bool is_second_clone(const TrajectoriesPart& part);

/// What a state in a part must fit.
struct TrajectoriesShape {
  std::size_t trajectories, dimension, times_recorded;
  std::int64_t points;   ///< that can be nearest; 0: no training points
  std::int64_t classes;  ///< 0: none
};

/// Throws DataError where sizes are others, positions are not finite, or points and classes do not exist.
void require_fits(const TrajectoriesState& state, const TrajectoriesPart& part,
                  const TrajectoriesShape& shape);

}  // namespace regimes::experiments
