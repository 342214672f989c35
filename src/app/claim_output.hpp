#pragma once
#include <string>

#include "io/output_lock.hpp"

namespace regimes::app {

/// What comes before a run that can be interrupted, on root: its output must be free, and is then held; a dry
/// run holds nothing. Throws UsageError where the folder has a stop file, the output is there and `force` is
/// not given, or another run holds it; InputOutputError where it cannot be written.
io::OutputLock claim_output(const std::string& output, bool force, bool dry_run = false);

/// The same for resume, which has no --force.
io::OutputLock claim_new_output(const std::string& output);

}  // namespace regimes::app
