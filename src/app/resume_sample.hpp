#pragma once
/// `regimes resume` for files of `regimes sample`.
#include <string>
#include <vector>

#include "app/options.hpp"
#include "base/error.hpp"
#include "parallel/communicator.hpp"

namespace regimes::app {

/// Whether `file`, or the checkpoint before it where it is damaged, is of `regimes sample`. Collective.
bool is_sample_file(const std::string& file, const parallel::Communicator& communicator);

/// Goes on with it. Collective. Throws UsageError for options that would change the run, DataError where the
/// file is not whole.
ExitCode resume_sample(const std::string& file, const std::vector<Assignment>& of_call,
                       const parallel::Communicator& communicator);

}  // namespace regimes::app
