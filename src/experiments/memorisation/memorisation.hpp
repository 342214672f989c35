#pragma once
/// The experiment `memorisation`: how near samples of any model are to single training points, and when paths
/// of any sampler settle for one.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "experiments/memorisation/last_changes.hpp"
#include "experiments/memorisation/memorisation_options.hpp"
#include "experiments/run/measurement.hpp"
#include "observables/fraction.hpp"
#include "parallel/communicator.hpp"

namespace regimes::experiments {

inline constexpr int sample_neighbours = 2;  ///< nearest and second

/// The nearest training points of the samples, in the order of their file.
struct SampleNeighbours {
  std::vector<std::int64_t> index;  ///< [sample][2]: rows of the nearest and second-nearest training points
  std::vector<double> distance;     ///< [sample][2]
  std::vector<double> ratio;        ///< [sample], nearest / second; 0 where both are 0
  observables::Fraction fraction;   ///< with a ratio below the threshold
};

/// The nearest training points along the paths, in the order of their file.
struct PathNeighbours {
  std::vector<double> times;
  std::int64_t paths = 0;
  std::vector<std::int64_t> index;  ///< [time][path]: row of the nearest training point
  LastChanges last;
};

struct MemorisationSummary : RunEnd {
  MemorisationOptions options;
  std::int64_t samples = 0;
  observables::Fraction fraction;
  std::int64_t paths = 0;
  LastChanges last;  ///< of the paths
};

/// The measurement of a run with these options, from resolve(). Every rank looks at the files. Collective.
/// Throws the errors of base/error.hpp.
std::unique_ptr<Measurement> prepare(const MemorisationOptions& options,
                                     const parallel::Communicator& communicator);

}  // namespace regimes::experiments
