#pragma once
/// A run of the speciation experiment on behalf of a command: its signals, report and exit code.
#include <optional>
#include <vector>

#include "base/error.hpp"
#include "experiments/speciation/speciation.hpp"
#include "parallel/communicator.hpp"

namespace regimes::app {

/// As run_and_report() of the collapse experiment (collapse_work.hpp).
ExitCode run_and_report(const experiments::SpeciationOptions& options,
                        const std::vector<experiments::ResolvedOption>& origins, bool quiet,
                        const parallel::Communicator& communicator,
                        std::optional<experiments::DocumentStart> start = std::nullopt);

}  // namespace regimes::app
