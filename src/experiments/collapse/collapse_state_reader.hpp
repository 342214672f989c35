#pragma once
/// The state of a run back from its result file, finished or not.
#include <optional>

#include "experiments/collapse/collapse_result.hpp"
#include "io/document.hpp"

namespace regimes::experiments {

/// What state_group() and collapse_document() wrote of a run with these options (resolved; those of the
/// file): all that a run needs to go on, with law and dimension left to the caller. Snapshots and times are
/// those of the file. Throws DataError where the document lacks something or does not fit together.
CollapseResult read_collapse_state(const io::Document& document, const CollapseOptions& options);

/// The batch of queries after those of `done`, the state in the document of a run with a target error, that
/// was being swept or was to be; none where there are no more. Throws DataError as read_collapse_state().
std::optional<CollapseResult> read_further_queries(const io::Document& document, const CollapseResult& done);

/// The target of the run; empty: it had none.
std::optional<double> read_target_error(const io::Document& document);

}  // namespace regimes::experiments
