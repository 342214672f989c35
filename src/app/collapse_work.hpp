#pragma once
/// A run of the collapse experiment on behalf of a command: its signals, report and exit code.
#include <optional>
#include <vector>

#include "base/error.hpp"
#include "experiments/collapse/collapse.hpp"
#include "parallel/communicator.hpp"

namespace regimes::app {

/// `options` resolved; `start` engaged on all ranks or none, complete on root, which holds the lock of the
/// output. Collective.
ExitCode run_and_report(const experiments::CollapseOptions& options,
                        const std::vector<experiments::ResolvedOption>& origins, bool quiet,
                        const parallel::Communicator& communicator,
                        std::optional<experiments::CollapseStart> start = std::nullopt);

}  // namespace regimes::app
