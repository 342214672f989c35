#pragma once
/// Commands that begin a run that can be interrupted.
#include "app/claim_output.hpp"
#include "app/resumable.hpp"
#include "app/run_command.hpp"
#include "parallel/collective_errors.hpp"

namespace regimes::app {

/// The run, with its output claimed, or `dry_run()` where the call asks for that.
template <class Options, class DryRun>
ExitCode run_resumable(const RunCall<Options>& call, const parallel::Communicator& communicator,
                       const DryRun& dry_run) {
  const RunRequest<Options>& request = call.request;
  io::OutputLock lock;
  parallel::on_root(communicator, [&] {
    lock = claim_output(request.options.output, request.options.force, request.dry_run);
  });
  if (request.dry_run) return dry_run();
  return call.with_places([&] {
    return run_and_report(request.options, call.origins(Resumable<Options>::texts()), request.quiet,
                          communicator);
  });
}

/// The same of an experiment that does its own checks.
template <class Options>
ExitCode run_or_check(const RunCall<Options>& call, const parallel::Communicator& communicator) {
  return run_resumable(call, communicator, [&] {
    return only_check(call, Resumable<Options>::texts(), communicator, Resumable<Options>::check);
  });
}

}  // namespace regimes::app
