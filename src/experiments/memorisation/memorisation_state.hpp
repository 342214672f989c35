#pragma once
/// What an unfinished run of `regimes memorisation` has found, as the group `state` of its file, and back.
#include <cstdint>
#include <vector>

#include "experiments/memorisation/memorisation.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

/// Nearest points so far.
struct MemorisationFindings {
  SampleNeighbours samples;              ///< index and distance of those that are done
  std::vector<std::int64_t> path_index;  ///< [time][path], as far as it is done
};

io::Group memorisation_state_group(const MemorisationFindings& found);

/// What the findings of a run must fit.
struct MemorisationShape {
  std::int64_t samples = 0, path_points = 0;  ///< of the whole run
  std::int64_t rows = 0;                      ///< training points are rows below this one
};

/// Throws DataError where the document has no such state, or it does not fit.
MemorisationFindings read_memorisation_state(const io::Document& document, const MemorisationShape& shape);

}  // namespace regimes::experiments
