#pragma once
/// The state of a run back from its result file, finished or not.
#include "experiments/collapse/collapse_result.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

/// What state_group() and collapse_document() wrote of a run with these options (resolved; those of the
/// file): all that a run needs to go on, with law and dimension left to the caller. Snapshots and times are
/// those of the file. Throws DataError where the document lacks something or does not fit together.
CollapseResult read_collapse_state(const io::Document& document, const CollapseOptions& options);

}  // namespace regimes::experiments
