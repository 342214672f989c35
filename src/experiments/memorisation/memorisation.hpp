#pragma once
/// The experiment `memorisation`: how near samples of any model are to single training points, and when paths
/// of any sampler settle for one.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

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
  std::vector<std::int64_t> index;       ///< [time][path]: row of the nearest training point
  std::vector<double> last_change_time;  ///< [path]; NaN where the nearest point never changes
  double mean = 0, deviation = 0;        ///< of last_change_time, over the paths that change
  std::int64_t changed = 0;              ///< paths that change
};

/// For every path, the larger of the two neighbouring times between which the nearest point changes for the
/// last time on the way to t = 0; NaN where it never does. index is [time][path]; times ascend or descend.
std::vector<double> last_change_times(const std::vector<std::int64_t>& index,
                                      const std::vector<double>& times);

struct MemorisationSummary : RunEnd {
  MemorisationOptions options;
  std::int64_t samples = 0;
  observables::Fraction fraction;
  std::int64_t paths = 0, changed = 0;
  double last_change_mean = 0, last_change_deviation = 0;
};

/// The measurement of a run with these options, from resolve(). Every rank looks at the files. Collective.
/// Throws the errors of base/error.hpp.
std::unique_ptr<Measurement> prepare(const MemorisationOptions& options,
                                     const parallel::Communicator& communicator);

}  // namespace regimes::experiments
