#pragma once
/// A run of the experiment `sample` on behalf of a command: its signals, report and exit code.
#include <optional>
#include <vector>

#include "base/error.hpp"
#include "experiments/sample.hpp"
#include "parallel/communicator.hpp"

namespace regimes::app {

/// `options` resolved; root holds the lock of the output. Collective.
ExitCode sample_and_report(const experiments::SampleOptions& options,
                           const std::vector<experiments::ResolvedOption>& origins, bool quiet,
                           experiments::RunExtent extent, const parallel::Communicator& communicator,
                           const std::optional<experiments::SampleStart>& start = std::nullopt);

}  // namespace regimes::app
