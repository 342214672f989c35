#pragma once
#include <memory>

#include "app/arguments/call.hpp"
#include "app/arguments/command.hpp"
#include "experiments/run/experiment.hpp"
#include "io/output_lock.hpp"

namespace regimes::app {

/// The command that runs an experiment.
Command run_command(const experiments::Experiment& experiment);

/// A run with its signals, report and exit code; root holds the lock of the output. Collective.
ExitCode run_and_report(const experiments::Experiment& experiment, const experiments::RunCall& run,
                        const parallel::Communicator& communicator);

/// What comes before a run, on root: its output must be free, and is then held; a dry run holds nothing.
/// Throws UsageError where the folder has a stop file, the output is there and `force` is not given, or
/// another run holds it; InputOutputError where it cannot be written.
io::OutputLock claim_output(const std::string& output, bool force, bool dry_run = false);

/// Holds the output and removes what killed runs have left of it. Errors: those of io::OutputLock.
io::OutputLock lock_output(const std::string& output);

/// Claims another output than a run had before; it must not be there.
io::OutputLock claim_new_output(const std::string& output);

}  // namespace regimes::app
